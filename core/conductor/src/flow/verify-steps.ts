import { DriverError } from "@steelyard/interfaces";
import { planVerify } from "@steelyard/steps";
import { cacheBiosSettings } from "./cache-bios-settings.js";
import type { InternalStep } from "./internal-step.js";
import { interfaceSteps } from "./offered-steps.js";
import { optional } from "./optional-read.js";
import { entriesOf } from "./plan-entries.js";

/** Verifying. Source: Ironic `ironic.conductor.verify`. */
export const verifySteps = {
  "verify.power": async (run) => {
    const { task } = run;
    const power = task.interfaceOf("power");
    power.validate(task);
    const powerState = await power.getPowerState(task);
    if (powerState === "error")
      throw new DriverError("BMC_ERROR", { reason: "The BMC reports a power state of error." });
    await task.save({ powerState });
    return { kind: "done" };
  },
  "verify.plan": async (run) => {
    const offered = interfaceSteps(run.parts.hardware, run.task.node, "verify");
    const steps = planVerify(offered, run.parts.config.conductor.verifyStepPriorityOverride);
    return { kind: "plan", entries: entriesOf("verify", steps) };
  },
  "verify.read": async (run) => {
    const { task, parts } = run;
    const management = task.interfaceOf("management");
    const vendor = await optional(run, "the vendor", () => management.detectVendor(task));
    const bootMode = await optional(run, "the boot mode", () => management.getBootMode(task));
    const secureBoot = await optional(run, "the secure boot state", () => management.getSecureBootState(task));
    await task.save({
      ...(bootMode === undefined ? {} : { bootMode }),
      ...(secureBoot === undefined ? {} : { secureBoot }),
      ...(typeof vendor === "string" && task.node.properties["vendor"] === undefined
        ? { merge: { properties: { set: { vendor } } } }
        : {}),
    });
    await cacheBiosSettings(run);
    const components = await optional(run, "the firmware versions", () =>
      task.interfaceOf("firmware").readFirmwareComponents(task),
    );
    if (components !== undefined) await parts.store.nodeData.saveFirmwareComponents(task.nodeId, components);
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
