import { randomUUID } from "node:crypto";
import type { InterfaceType } from "@steelyard/interfaces";
import { isStoreError, type MachineSetting } from "@steelyard/runtime-interfaces";
import { isFailed } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import type { Membership } from "../membership/membership.js";
import { readSubject } from "../task/node-task.js";
import { asRefusal, mustBeFree, validated } from "./refusals.js";

/** The interface behind each setting. */
const INTERFACE_OF: Readonly<Record<MachineSetting["setting"], InterfaceType>> = {
  console: "console",
  "boot-mode": "management",
  "secure-boot": "management",
};

const MAX_TRIES = 5;

/**
 * Accepts a change of console, boot mode or secure boot: one transaction, then an action.
 *
 * @remarks Source: Ironic `ironic.conductor.manager`, `set_console_mode`, `change_node_boot_mode`, `change_node_secure_boot`.
 * @throws RequestError
 */
export async function acceptSetting(
  parts: ConductorParts,
  membership: Membership,
  nodeUuid: string,
  change: MachineSetting,
  options: { readonly requestId?: string },
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await accept(parts, membership, nodeUuid, change, options);
    } catch (error) {
      if (isStoreError(error, "VERSION_CONFLICT") && tries < MAX_TRIES) continue;
      throw asRefusal(error, nodeUuid);
    }
  }
}

async function accept(
  parts: ConductorParts,
  membership: Membership,
  nodeUuid: string,
  { setting, value }: MachineSetting,
  options: { readonly requestId?: string },
): Promise<void> {
  const { store, hardware } = parts;
  const node = await store.nodes.get({ uuid: nodeUuid });
  const subject = await readSubject(store, hardware, node);
  validated(nodeUuid, `be asked for ${setting}`, () => subject.interfaceOf(INTERFACE_OF[setting]).validate(subject));
  if (setting === "console" && value === node.consoleEnabled) return;
  mustBeFree(node);
  const owner = await membership.mustOwnerOf(node);
  await store.transaction(async (tx) => {
    const changes = isFailed(node.provisionState) ? {} : { lastError: null };
    await tx.nodes.update(nodeUuid, changes, { kind: "version", version: node.version });
    await tx.actions.insert({
      uuid: randomUUID(),
      nodeUuid,
      call: setting,
      args: { value },
      requestId: options.requestId ?? null,
      reservedFor: owner,
    });
  });
}
