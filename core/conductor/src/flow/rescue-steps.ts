import type { InternalStep } from "./internal-step.js";

const PASSWORD_KEYS = ["rescue_password", "hashed_rescue_password"];

/** Rescue. Source: Ironic `ironic.conductor.manager._do_node_rescue`. */
export const rescueSteps = {
  "rescue.start": (run) => run.task.interfaceOf("rescue").rescue(run.task),
  "rescue.finish": (run) => run.task.interfaceOf("rescue").finishRescue(run.task),
  "rescue.fail": async (run) => {
    await run.task.interfaceOf("rescue").cleanUp(run.task);
    await run.task.save({ merge: { instanceInfo: { remove: PASSWORD_KEYS } } });
    return { kind: "power", target: "power off", then: "next" };
  },
  "rescue.abort": async (run) => {
    await run.task.interfaceOf("rescue").cleanUp(run.task);
    await run.task.save({ merge: { instanceInfo: { remove: PASSWORD_KEYS } } });
    return { kind: "done" };
  },
  "unrescue.start": (run) => run.task.interfaceOf("rescue").unrescue(run.task),
  "unrescue.finish": async (run) => {
    await run.task.interfaceOf("rescue").cleanUp(run.task);
    await run.task.save({ merge: { instanceInfo: { remove: PASSWORD_KEYS } } });
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
