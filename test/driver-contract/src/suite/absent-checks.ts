import type { HardwareInterface, InterfaceType, JsonObject } from "@steelyard/interfaces";
import { mustRefuse } from "./attempt.js";
import type { Check } from "./check.js";
import type { InterfaceHarness } from "./interface-harness.js";
import { methodsOf } from "./interface-methods.js";

/** Arguments behind the task with which any method can be called; a `no-*` implementation looks at none. */
const ANY: readonly (string | JsonObject)[] = ["any", {}];

/** Methods that speak of the API and not of hardware; they answer without any. */
const ANSWERED: ReadonlySet<string> = new Set(["getLogicalDiskProperties"]);

/** What a `no-*` implementation promises: it says that it is one, and which. */
export function absentChecks<T extends InterfaceType>(type: T, name: string): readonly Check<InterfaceHarness<T>>[] {
  const refused = ["validate", ...methodsOf(type)].filter((method) => !ANSWERED.has(method));
  const refusals = refused.map(
    (method): Check<InterfaceHarness<T>> => ({
      title: `has no ${method} and says so by NOT_SUPPORTED, naming the interface and itself`,
      run: async (harness) => {
        const implementation = harness[type] as unknown as Record<string, (...args: unknown[]) => unknown>;
        const error = await mustRefuse(harness, ["NOT_SUPPORTED"], () =>
          implementation[method]?.(harness.task, ...ANY),
        );
        for (const word of [type, name, method]) {
          if (!error.message.includes(word)) throw new Error(`the message does not name ${word}: ${error.message}`);
        }
      },
    }),
  );
  return [
    ...refusals,
    {
      title: "reads no driver_info keys",
      run: async (harness) => {
        const keys = Object.keys((harness[type] as HardwareInterface).properties);
        if (keys.length > 0) throw new Error(`it documents ${keys.join(", ")}`);
      },
    },
  ];
}
