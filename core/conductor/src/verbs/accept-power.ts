import { randomUUID } from "node:crypto";
import type { PowerState, PowerTarget } from "@steelyard/interfaces";
import { isStoreError, RequestError } from "@steelyard/runtime-interfaces";
import { isFailed, POWER_CHANGE_REFUSED_STATES } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import type { Membership } from "../membership/membership.js";
import { readSubject } from "../task/node-task.js";
import { asRefusal, mustBeFree, validated } from "./refusals.js";

/** The state each target leads to. */
const LEADS_TO: Readonly<Record<PowerTarget, PowerState>> = {
  "power on": "power on",
  "power off": "power off",
  "soft power off": "power off",
  rebooting: "power on",
  "soft rebooting": "power on",
};

const MAX_TRIES = 5;

/** Accepts a power request: one transaction, then an action. @throws RequestError */
export async function acceptPower(
  parts: ConductorParts,
  membership: Membership,
  nodeUuid: string,
  target: PowerTarget,
  options: { readonly timeoutSec?: number; readonly requestId?: string },
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await accept(parts, membership, nodeUuid, target, options);
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
  target: PowerTarget,
  options: { readonly timeoutSec?: number; readonly requestId?: string },
): Promise<void> {
  const { store, hardware } = parts;
  const node = await store.nodes.get({ uuid: nodeUuid });
  mustBeFree(node);
  if ((POWER_CHANGE_REFUSED_STATES as ReadonlySet<string>).has(node.provisionState))
    throw new RequestError(
      "INVALID_STATE",
      `The requested action "${target}" can not be performed on node "${node.uuid}" while it is in state "${node.provisionState}".`,
    );
  if (node.disablePowerOff && LEADS_TO[target] === "power off")
    throw new RequestError("CONFLICT", `Node ${node.uuid} must not be powered off: disable_power_off is set.`);
  const subject = await readSubject(store, hardware, node);
  validated(nodeUuid, `be asked for ${target}`, () => subject.interfaceOf("power").validate(subject));
  const owner = await membership.mustOwnerOf(node);
  await store.transaction(async (tx) => {
    await tx.nodes.update(
      nodeUuid,
      { targetPowerState: LEADS_TO[target], ...(isFailed(node.provisionState) ? {} : { lastError: null }) },
      { kind: "version", version: node.version },
    );
    await tx.actions.insert({
      uuid: randomUUID(),
      nodeUuid,
      call: "power",
      args: { target, ...(options.timeoutSec === undefined ? {} : { timeout: options.timeoutSec }) },
      requestId: options.requestId ?? null,
      reservedFor: owner,
    });
  });
}
