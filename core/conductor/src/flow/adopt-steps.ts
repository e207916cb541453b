import type { InternalStep } from "./internal-step.js";

/** Adopting. Source: Ironic `ironic.conductor.manager._do_adoption`. */
export const adoptSteps = {
  "adopt.take-over": async (run) => {
    const { task } = run;
    task.interfaceOf("power").validate(task);
    task.interfaceOf("boot").validate(task);
    await task.interfaceOf("deploy").takeOver(task);
    const powerState = await task.interfaceOf("power").getPowerState(task);
    await task.save({ powerState });
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
