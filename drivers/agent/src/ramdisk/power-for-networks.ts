import type { NodeTask, StepPower } from "@steelyard/interfaces";

/**
 * The power that a machine must have while its networks and boot media are changed: off, so that nothing of its last use runs on;
 * on, where its ports only work with power. Undefined once it has it, or must be left on.
 *
 * @remarks Source: Ironic `ironic.conductor.utils.power_on_node_if_needed`; `disable_power_off`.
 */
export function powerForNetworks(task: NodeTask): StepPower | undefined {
  const { node } = task;
  const target = task.interfaceOf("network").needPowerOn(task) ? "power on" : "power off";
  if (node.powerState === target || (target === "power off" && node.disablePowerOff)) return undefined;
  return { kind: "power", target, then: "same" };
}
