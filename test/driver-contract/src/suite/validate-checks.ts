import type { DriverError, FailureCode, HardwareInterface, InterfaceType, NodeSubject } from "@steelyard/interfaces";
import { aNode } from "../task/a-node.js";
import { mustBeDriverError, mustRefuse } from "./attempt.js";
import type { Check } from "./check.js";
import type { DriverHarness, InterfaceHarness, InvalidNode, SuiteOptions } from "./interface-harness.js";
import { methodsOf } from "./interface-methods.js";
import { ioOf } from "./io-watch.js";

const REFUSALS: readonly FailureCode[] = ["MISSING_PARAMETER", "INVALID_PARAMETER"];

/** What `properties` and `validate` of every implementation promise. */
export function validateChecks<T extends InterfaceType>(
  type: T,
  kind: NonNullable<SuiteOptions["kind"]>,
): readonly Check<InterfaceHarness<T>>[] {
  const under = (harness: InterfaceHarness<T>) => harness[type] as HardwareInterface;
  const checks: Check<InterfaceHarness<T>>[] = [
    {
      title: "documents the driver_info keys it reads",
      run: async (harness) => {
        for (const [key, text] of Object.entries(under(harness).properties)) {
          if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(key)) throw new Error(`${key} is no driver_info key`);
          if (text.trim() === "") throw new Error(`driver_info/${key} has no description`);
        }
      },
    },
    {
      title: "has every method of its interface",
      run: async (harness) => {
        const found = under(harness) as unknown as Record<string, unknown>;
        const missing = ["validate", ...methodsOf(type)].filter((name) => typeof found[name] !== "function");
        if (missing.length > 0) throw new Error(`it lacks ${missing.join(", ")}`);
      },
    },
  ];
  if (kind === "absent") return checks;
  return [
    ...checks,
    {
      title: "validates a node without I/O, without writes and without asking who holds it",
      run: async (harness) => {
        const before = harness.seen().length;
        const asked = harness.task.ownershipChecks;
        const node = structuredClone(harness.task.node);
        const io = ioOf(() => validateNow(under(harness), harness.task));
        if (io.length > 0) throw new Error(`validate did I/O: ${io.join(", ")}`);
        if (harness.seen().length > before || harness.task.updates.length > 0) throw new Error("validate wrote");
        if (harness.task.ownershipChecks > asked) throw new Error("validate asked assertOwned");
        if (JSON.stringify(node) !== JSON.stringify(harness.task.node)) throw new Error("validate changed the node");
      },
    },
    {
      title: "validates as often as it is asked, with the same answer",
      run: async (harness) => {
        for (let times = 0; times < 3; times += 1) validateNow(under(harness), subjectOf(harness));
      },
    },
    {
      title: "refuses a node that lacks what it needs, and does no I/O for that",
      run: async (harness) => {
        for (const [what, { node, code }] of Object.entries(invalidNodes(harness, under(harness)))) {
          const subject = subjectOf(harness, node);
          let refusal: DriverError | undefined;
          const io = ioOf(() => {
            try {
              validateNow(under(harness), subject);
            } catch (error) {
              refusal = mustBeDriverError(error);
            }
          });
          if (refusal === undefined) throw new Error(`validate accepts a node although: ${what}`);
          const codes = code === undefined ? REFUSALS : [code].flat();
          if (!codes.includes(refusal.code))
            throw new Error(`${what}: expected ${codes.join(" or ")}, not ${refusal.code}`, { cause: refusal });
          if (io.length > 0) throw new Error(`${what}: validate did I/O: ${io.join(", ")}`);
          if (typeof refusal.details["reason"] !== "string") throw new Error(`${what}: the error gives no reason`);
          await mustRefuse(harness, codes, () => validateNow(under(harness), subject));
        }
      },
    },
  ];
}

/** The subject of `validate`: a node, and no way to a BMC. */
export function subjectOf(harness: DriverHarness, fields: InvalidNode["node"] = {}): NodeSubject {
  const { task } = harness;
  const node = aNode({ ...task.node, ...fields });
  return {
    nodeId: task.nodeId,
    node,
    ports: task.ports,
    portgroups: task.portgroups,
    interfaceOf: (type) => task.interfaceOf(type),
  };
}

function validateNow(implementation: HardwareInterface, subject: NodeSubject): void {
  const answer: unknown = implementation.validate(subject);
  if (answer !== undefined) throw new Error("validate answers nothing: it throws, or the node is fine");
}

function invalidNodes(
  harness: DriverHarness,
  { properties }: HardwareInterface,
): Readonly<Record<string, InvalidNode>> {
  const { driverInfo } = harness.task.node;
  const derived = Object.entries(properties).flatMap(([key, text]): [string, InvalidNode][] => {
    if (!/\bRequired\.$/.test(text.trim()) || !Object.hasOwn(driverInfo, key)) return [];
    const { [key]: _, ...others } = driverInfo;
    return [[`driver_info/${key} is missing`, { node: { driverInfo: others }, code: "MISSING_PARAMETER" }]];
  });
  return { ...Object.fromEntries(derived), ...harness.invalid };
}
