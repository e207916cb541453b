import { INTERFACE_TYPES, type InterfaceType, isDriverError, type Node } from "@steelyard/interfaces";
import type { InterfaceVerdict } from "@steelyard/runtime-interfaces";
import type { ConductorParts } from "../conductor-options.js";
import { checkTraits } from "../flow/deploy-steps.js";
import { readSubject } from "../task/node-task.js";

/** Runs `validate` of each interface of a node. Source: Ironic `ironic.conductor.manager.validate_driver_interfaces`. */
export async function validateNode(
  { store, hardware }: ConductorParts,
  node: Node,
): Promise<Readonly<Record<InterfaceType, InterfaceVerdict>>> {
  const subject = await readSubject(store, hardware, node);
  const verdict = (type: InterfaceType): InterfaceVerdict => {
    try {
      subject.interfaceOf(type).validate(subject);
      if (type === "deploy") checkTraits(node);
      return { result: true };
    } catch (error) {
      if (!isDriverError(error)) throw error;
      return { result: false, reason: error.message };
    }
  };
  return Object.fromEntries(INTERFACE_TYPES.map((type) => [type, verdict(type)])) as Record<
    InterfaceType,
    InterfaceVerdict
  >;
}
