import { isSupported, valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeNames, mustEqual } from "../suite/must.js";

/** @public */
export type ConsoleHarness = InterfaceHarness<"console">;

export const CONSOLE_CONTRACT: Contract<"console", ConsoleHarness> = {
  type: "console",
  calls: () => [
    { name: "startConsole", isWrite: true, call: (h) => h.console.startConsole(h.task) },
    { name: "stopConsole", isWrite: true, call: (h) => h.console.stopConsole(h.task) },
  ],
  checks: [
    {
      title: "starts a console, lets one that runs be, tells where it is, and stops it, also again",
      run: async (harness) => {
        const { console: served, task } = harness;
        if (!(await isSupported(harness, () => served.startConsole(task)))) return;
        const first = await served.getConsole(task);
        mustBeNames("console type", [first.type], ["socat", "vnc"]);
        if (!URL.canParse(first.url)) throw new Error(`${first.url} is no URL`);
        await served.startConsole(task);
        mustEqual("where the console is after a second start", await served.getConsole(task), first);
        await valuesOf(harness, 2, () => served.stopConsole(task));
      },
    },
  ],
};

/**
 * The contract of `ConsoleInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeConsoleInterface(
  name: string,
  make: HarnessMaker<ConsoleHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(CONSOLE_CONTRACT, name, make, options);
}
