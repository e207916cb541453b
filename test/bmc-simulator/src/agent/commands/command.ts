import type { AgentLog } from "../agent-log.js";
import type { AgentMemory } from "../agent-memory.js";
import type { AgentSettings } from "../agent-settings.js";
import type { EffectFacts, HardwarePort } from "../hardware/hardware-port.js";
import type { HttpClient } from "../http-client.js";
import type { JsonObject } from "../json.js";

/** What commands work with. */
export interface CommandHost {
  readonly hardware: HardwarePort;
  readonly http: HttpClient;
  readonly settings: AgentSettings;
  readonly memory: AgentMemory;
  readonly log: AgentLog;
  /** Where large files are kept for a while. */
  readonly temporaryFolder: string;
  /** The machine goes down a moment after the command ended. */
  shutDown(change: "off" | "reset"): void;
  /** The API ends once the answer is sent; `isLocked`: the network, too. */
  leave(options: { readonly isLocked: boolean }): void;
}

/** One run of a command. */
export interface CommandRun {
  readonly id: string;
  /** With its extension. */
  readonly name: string;
  /** Ends with the machine's power. */
  readonly signal: AbortSignal;
  /** Writes down a side effect, with the command and its step. */
  journal(effect: string, facts?: EffectFacts): void;
}

/** A command of the agent. */
export interface CommandSpec {
  /** Answers at once and goes on in the background. */
  readonly isAsync: boolean;
  readonly required: readonly string[];
  /** `any`: unknown parameters are taken. */
  readonly optional: readonly string[] | "any";
  /** Refuses what is sent before anything runs; its error is the answer to the request. */
  readonly validate?: (host: CommandHost, params: JsonObject) => void;
  readonly run: (host: CommandHost, params: JsonObject, run: CommandRun) => Promise<unknown>;
}

export type CommandTable = Readonly<Record<string, Readonly<Record<string, CommandSpec>>>>;
