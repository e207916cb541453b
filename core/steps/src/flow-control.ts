import { DriverError, FLOW_CONTROL_STEPS, type JsonSchema } from "@steelyard/interfaces";
import { type PlannedStep, stepId, type UserStep } from "./planned-step.js";
import { validateArgs } from "./validate-args.js";

const NAMES: ReadonlySet<string> = new Set(FLOW_CONTROL_STEPS);

const WAIT_ARGS: JsonSchema = {
  type: "object",
  properties: {
    seconds: { type: "number", minimum: 0, description: "How long to wait; absent: until the next call-back." },
  },
  additionalProperties: false,
};

/** True for the steps that the conductor itself carries out: hold, wait, power_on, power_off, reboot. @public */
export function isFlowControl(step: string): boolean {
  return NAMES.has(step);
}

/** Plans a flow-control step; they need no ramdisk and can be aborted. */
export function planFlowControl(user: UserStep, priority: number): PlannedStep {
  if (!isFlowControl(user.step))
    throw new DriverError("INTERNAL", { reason: `${stepId(user)} is no flow-control step.` });
  const args = user.args ?? {};
  validateArgs(
    {
      interface: "power",
      step: user.step,
      phases: {},
      repeat: "safe",
      needsRamdisk: false,
      isAbortable: true,
      ...(user.step === "wait" ? { args: WAIT_ARGS } : {}),
    },
    args,
  );
  return {
    interface: user.interface,
    step: user.step,
    args,
    priority,
    source: "flow",
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: true,
  };
}
