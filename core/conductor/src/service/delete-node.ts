import { isStoreError, RequestError } from "@steelyard/runtime-interfaces";
import { DELETABLE_STATES } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import { asRefusal, mustBeFree } from "../verbs/refusals.js";

const MAX_TRIES = 5;

/** Deletes a node. Source: Ironic `ironic.conductor.manager.destroy_node`; reference "States" §1. @throws RequestError */
export async function deleteNode({ store, config }: ConductorParts, nodeUuid: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const node = await store.nodes.get({ uuid: nodeUuid });
      mustBeFree(node);
      if (node.protected)
        throw new RequestError("NOT_ALLOWED", `Node ${nodeUuid} is protected and can not be deleted.`);
      if (node.instanceUuid !== null && !node.maintenance)
        throw new RequestError("CONFLICT", `Node ${nodeUuid} is associated with instance ${node.instanceUuid}.`);
      const isDeletable =
        (DELETABLE_STATES as ReadonlySet<string>).has(node.provisionState) ||
        (node.provisionState === "available" && config.conductor.allowDeletingAvailableNodes) ||
        node.maintenance;
      if (!isDeletable)
        throw new RequestError(
          "INVALID_STATE",
          `Can not delete node "${nodeUuid}" while it is in provision state "${node.provisionState}". Valid provision states to perform deletion are: "${[...DELETABLE_STATES, "available"].join(", ")}".`,
          { httpStatus: 409 },
        );
      return await store.nodes.delete(nodeUuid, { kind: "version", version: node.version });
    } catch (error) {
      if (isStoreError(error, "VERSION_CONFLICT") && tries < MAX_TRIES) continue;
      throw asRefusal(error, nodeUuid);
    }
  }
}
