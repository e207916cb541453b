import type { InternalStep } from "./internal-step.js";

/** `driver_internal_info` keys of an instance. Source: Ironic `ironic.conductor.manager._do_node_tear_down`. */
const INSTANCE_KEYS = [
  "instance",
  "root_uuid_or_disk_id",
  "is_whole_disk_image",
  "deploy_boot_mode",
  "clean_steps",
  "deploy_steps",
  "user_deploy_steps",
  "agent_cached_deploy_steps",
  "agent_cached_clean_steps",
];

/** Taking an instance off. Source: Ironic `ironic.conductor.manager._do_node_tear_down`. */
export const undeploySteps = {
  "undeploy.tear-down": async (run) => {
    const { task } = run;
    if (task.node.consoleEnabled) {
      await task.interfaceOf("console").stopConsole(task);
      await task.save({ consoleEnabled: false });
    }
    if (task.node.instanceInfo["rescue_password"] !== undefined) await task.interfaceOf("rescue").cleanUp(task);
    return task.interfaceOf("deploy").tearDown(task);
  },
  "undeploy.wipe": async (run) => {
    const { task } = run;
    await task.interfaceOf("deploy").cleanUp(task);
    const isAutoLessee = task.node.driverInternalInfo["automatic_lessee"] === true;
    await task.save({
      instanceInfo: {},
      instanceUuid: null,
      instanceName: null,
      allocationUuid: null,
      protected: false,
      protectedReason: null,
      ...(isAutoLessee ? { lessee: null } : {}),
      merge: { driverInternalInfo: { remove: [...INSTANCE_KEYS, "automatic_lessee"] } },
    });
    return { kind: "done" };
  },
  /** A retired node is not offered again. */
  "undeploy.clean": async (run) =>
    run.task.node.retired
      ? { kind: "event", event: "clean", target: "manageable" }
      : { kind: "event", event: "clean", target: "available" },
} satisfies Readonly<Record<string, InternalStep>>;
