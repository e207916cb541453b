import type { Node } from "@steelyard/interfaces";
import { isStoreError, type NodeChanges } from "@steelyard/runtime-interfaces";
import type { ConductorParts } from "../conductor-options.js";
import { asRefusal, mustBeFree } from "../verbs/refusals.js";

const MAX_TRIES = 5;

/** Changes columns of an unreserved node; a change in between is read and decided on again. @throws RequestError */
export async function changeNode(
  { store }: ConductorParts,
  nodeUuid: string,
  decide: (node: Node) => NodeChanges,
): Promise<Node> {
  for (let tries = 1; ; tries += 1) {
    try {
      const node = await store.nodes.get({ uuid: nodeUuid });
      mustBeFree(node);
      return await store.nodes.update(nodeUuid, decide(node), { kind: "version", version: node.version });
    } catch (error) {
      if (isStoreError(error, "VERSION_CONFLICT") && tries < MAX_TRIES) continue;
      throw asRefusal(error, nodeUuid);
    }
  }
}
