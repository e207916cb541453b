import { randomBytes } from "node:crypto";
import type { Callbacks, JsonObject, Node, NodeTask, RamdiskParameters } from "@steelyard/interfaces";

/**
 * Boot interfaces whose kernel parameters reach the machine on a medium of its own, so that they may hold a secret.
 *
 * @remarks Source: Ironic `redfish/boot.py`, `prepare_ramdisk`: a token is generated for virtual media and HTTPS boot alone.
 */
const PRIVATE_MEDIA = /-virtual-media$|-https$/;

/** `driver_internal_info` keys of an agent and of its token. Source: Ironic `ironic.conductor.utils.wipe_token_and_url`. */
const AGENT_KEYS = [
  "agent_url",
  "agent_secret_token",
  "agent_secret_token_pregenerated",
  "agent_verify_ca",
  "agent_last_heartbeat",
  "agent_status",
  "agent_status_message",
  "hardware_manager_version",
];

/** Makes machines start the agent's ramdisk, and leave it. */
export class Ramdisk {
  readonly #callbacks: Callbacks;

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
  }

  /** After it, the next start of the machine leads to the agent. Repeatable. */
  async prepare(task: NodeTask): Promise<void> {
    const parameters = await this.#parameters(task);
    await task.interfaceOf("boot").prepareRamdisk(task, { mode: "deploy", parameters });
  }

  /** Forgets the agent: nobody may call with its token any more. Repeatable. */
  async forget(task: NodeTask, alsoRemove: readonly string[] = []): Promise<void> {
    const remove = [...AGENT_KEYS, ...alsoRemove].filter((key) => key in task.node.driverInternalInfo);
    if (remove.length > 0) await task.update({ driverInternalInfo: { remove } });
  }

  async #parameters(task: NodeTask): Promise<RamdiskParameters> {
    const apiUrl = { "ipa-api-url": await this.#callbacks.agentApiUrl() };
    if (!takesToken(task.node)) return apiUrl;
    const known = pregenerated(task.node.driverInternalInfo);
    if (known !== undefined) return { ...apiUrl, "ipa-agent-token": known };
    const token = randomBytes(32).toString("base64url");
    await task.update({
      driverInternalInfo: { set: { agent_secret_token: token, agent_secret_token_pregenerated: true } },
    });
    return { ...apiUrl, "ipa-agent-token": token };
  }
}

/** An ISO of the operator is used as it is and takes no parameters; its agent asks for a token. */
function takesToken({ interfaces, driverInfo }: Node): boolean {
  return PRIVATE_MEDIA.test(interfaces.boot ?? "") && !driverInfo["deploy_iso"];
}

/** One that was made for this flow stays: a machine may be starting with it. */
function pregenerated(internalInfo: JsonObject): string | undefined {
  const { agent_secret_token: token, agent_secret_token_pregenerated: isPregenerated } = internalInfo;
  return isPregenerated === true && typeof token === "string" ? token : undefined;
}
