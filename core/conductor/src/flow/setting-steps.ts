import type { BootMode } from "@steelyard/interfaces";
import { isLost } from "../failures/failure-text.js";
import type { FlowRun } from "./flow-run.js";
import type { InternalStep } from "./internal-step.js";

/** What is set now; undefined where the machine does not say, which does not stop the change. */
async function present<T>(run: FlowRun, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (run.task.signal.aborted || isLost(error)) throw error;
    return undefined;
  }
}

/** Console, boot mode and secure boot on request. Source: Ironic `ironic.conductor.utils.node_change_boot_mode`. */
export const settingSteps = {
  "console.change": async (run) => {
    const isOn = run.action.args["value"] === true;
    const console = run.task.interfaceOf("console");
    if (isOn) await console.startConsole(run.task);
    else await console.stopConsole(run.task);
    await run.task.save({ consoleEnabled: isOn });
    return { kind: "done" };
  },
  "boot-mode.change": async (run) => {
    const mode = run.action.args["value"] as BootMode;
    const management = run.task.interfaceOf("management");
    if ((await present(run, () => management.getBootMode(run.task))) !== mode)
      await management.setBootMode(run.task, mode);
    await run.task.save({ bootMode: mode });
    return { kind: "done" };
  },
  "secure-boot.change": async (run) => {
    const isOn = run.action.args["value"] === true;
    const management = run.task.interfaceOf("management");
    if ((await present(run, () => management.getSecureBootState(run.task))) !== isOn)
      await management.setSecureBootState(run.task, isOn);
    await run.task.save({ secureBoot: isOn });
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
