import { DriverError, isDriverError, type JsonObject, type JsonValue } from "@steelyard/interfaces";
import { type AgentPhase, type AgentStepList, readStepList } from "../commands/agent-steps.js";
import { badAnswer, type CommandResult, isObject, readCommandResult, resultOf } from "../commands/command-result.js";
import type { AgentConnection } from "./agent-connection.js";

/** A node and its ports in the words of Ironic's objects, secrets replaced. @public */
export interface AgentSubject {
  readonly node: JsonObject;
  readonly ports: readonly JsonObject[];
}

/** Names what was listed last before a command was sent: the id of that command, null for an empty list. @public */
export interface StartOptions {
  readonly after?: string | null;
}

/** @public */
export interface BootloaderParams {
  readonly rootUuid: string | null;
  readonly efiSystemPartUuid: string | null;
  readonly prepBootPartUuid: string | null;
  readonly targetBootMode: "uefi" | "bios";
}

/**
 * The commands of one agent, for one call. Every method is one command (reads and connection problems are repeated) and takes its
 * time limit and its end from the pool and the task.
 *
 * @remarks
 * Source: ironic-python-agent `api/app.py`, `extensions/*`; reference "Agent" §5.
 * Common errors: `AGENT_UNREACHABLE`, `AGENT_BUSY` when another command runs, `AGENT_TOKEN_REJECTED`, `AGENT_BAD_ANSWER`,
 * `AGENT_COMMAND_FAILED`, `TLS_REJECTED`, `RESERVATION_LOST`.
 * @public
 */
export class AgentClient {
  readonly #connection: AgentConnection;

  constructor(connection: AgentConnection) {
    this.#connection = connection;
  }

  /** Version of the agent and when it started. Needs no token. */
  async getStatus(): Promise<{ readonly version: string; readonly startedAt: number | string | null }> {
    const value = await this.#connection.get("status");
    if (!isObject(value)) throw badAnswer("the status is not an object");
    const { version, started_at: startedAt } = value;
    return {
      version: typeof version === "string" ? version : "",
      startedAt: typeof startedAt === "number" || typeof startedAt === "string" ? startedAt : null,
    };
  }

  /** All commands since the agent started, in the order they were sent. */
  listCommands(): Promise<readonly CommandResult[]> {
    return this.#connection.list();
  }

  async getCommand(id: string, options: { readonly wait?: boolean } = {}): Promise<CommandResult> {
    const query = options.wait === true ? { wait: "true" } : {};
    return readCommandResult(await this.#connection.get(`commands/${encodeURIComponent(id)}`, query));
  }

  /**
   * Sends a command and returns as soon as the agent has accepted it, whatever its status then.
   * @param name - with its extension: `standby.power_off`
   */
  start(name: string, params: JsonObject, options: StartOptions = {}): Promise<CommandResult> {
    return this.#connection.post(name, params, { wait: false, ...options });
  }

  /** Sends a command that ends at once, and returns what it answers. */
  async run(name: string, params: JsonObject = {}): Promise<JsonValue> {
    const sent = await this.#connection.post(name, params, { wait: true });
    return resultOf(sent.status === "RUNNING" ? await this.getCommand(sent.id, { wait: true }) : sent);
  }

  /** The steps of all hardware managers. An agent that does not know service steps has none. */
  async getSteps(phase: AgentPhase, subject: AgentSubject): Promise<AgentStepList> {
    try {
      return readStepList(phase, await this.run(`${phase}.get_${phase}_steps`, paramsOf(subject)));
    } catch (error) {
      const isUnknown =
        isDriverError(error, "AGENT_COMMAND_FAILED") && [400, 404].includes(Number(error.details["status"]));
      if (phase === "service" && isUnknown) return { steps: [], hardwareManagerVersion: {} };
      throw error;
    }
  }

  /** Starts a step. `version`: what `getSteps` said of the hardware managers, null when it was not asked. */
  startStep(
    phase: AgentPhase,
    step: JsonObject,
    subject: AgentSubject,
    version: JsonValue,
    options: StartOptions = {},
  ): Promise<CommandResult> {
    const params = { step, ...paramsOf(subject), [`${phase}_version`]: version };
    return this.start(`${phase}.execute_${phase}_step`, params, options);
  }

  /** `root uuid`, `efi system partition uuid`, … of the disk that was written; empty when nothing was. */
  async getPartitionUuids(): Promise<JsonObject> {
    const value = await this.run("standby.get_partition_uuids");
    return isObject(value) ? (value as JsonObject) : {};
  }

  /** Flushes the file systems. */
  async sync(): Promise<void> {
    await this.run("standby.sync");
  }

  /** Shuts the ramdisk down; the agent is gone some time after. */
  powerOff(): Promise<CommandResult> {
    return this.start("standby.power_off", {});
  }

  /** Restarts the machine from within; the agent is gone some time after. */
  reboot(): Promise<CommandResult> {
    return this.start("standby.run_image", {});
  }

  installBootloader(params: BootloaderParams, options: StartOptions = {}): Promise<CommandResult> {
    const { rootUuid, efiSystemPartUuid, prepBootPartUuid, targetBootMode } = params;
    return this.start(
      "image.install_bootloader",
      {
        root_uuid: rootUuid,
        efi_system_part_uuid: efiSystemPartUuid,
        prep_boot_part_uuid: prepBootPartUuid,
        target_boot_mode: targetBootMode,
      },
      options,
    );
  }

  /** Turns the ramdisk into a rescue system; the agent's API ends. */
  async finalizeRescue(hashedPassword: string): Promise<void> {
    await this.run("rescue.finalize_rescue", { rescue_password: hashedPassword, hashed: true });
  }

  /** The logs of the ramdisk, a gzipped tar. */
  async collectSystemLogs(): Promise<Uint8Array> {
    const value = await this.run("log.collect_system_logs");
    const logs = isObject(value) ? value["system_logs"] : undefined;
    if (typeof logs !== "string") throw badAnswer("collect_system_logs answered no system_logs");
    return Buffer.from(logs, "base64");
  }

  /** Makes the agent end its API and take its networks down; the machine stays on. */
  lockdown(): Promise<CommandResult> {
    return this.start("system.lockdown", {});
  }

  /** The inventory. */
  async getHardwareInfo(): Promise<JsonObject> {
    const value = await this.run("poll.get_hardware_info");
    if (!isObject(value))
      throw new DriverError("AGENT_BAD_ANSWER", { reason: "get_hardware_info answered no object." });
    return value as JsonObject;
  }
}

function paramsOf({ node, ports }: AgentSubject): JsonObject {
  return { node, ports };
}
