import { DriverError, type JsonObject, type JsonValue } from "@steelyard/interfaces";
import { shownText } from "../errors/shown-text.js";

/** Source: ironic-python-agent `extensions/base.py`, `AgentCommandStatus`. @public */
export type CommandStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "VERSION_MISMATCH";

/** Why a command failed, as the agent puts it. Source: ironic-python-agent `errors.py`, `RESTError`. @public */
export interface CommandProblem {
  /** The agent's name for the kind of error, e.g. `ImageChecksumError`. */
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

/** A command as the agent lists it. @public */
export interface CommandResult {
  readonly id: string;
  /** Without the extension: `execute_deploy_step`. */
  readonly name: string;
  readonly status: CommandStatus;
  readonly problem: CommandProblem | null;
  readonly result: JsonValue;
  /** Only where the agent tells them; ironic-python-agent does not. */
  readonly params?: JsonObject;
}

const STATUS: Readonly<Record<string, CommandStatus>> = {
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  VERSION_MISMATCH: "VERSION_MISMATCH",
  CLEAN_VERSION_MISMATCH: "VERSION_MISMATCH",
};

/**
 * Reads a command as the agent sends it.
 * @throws DriverError `AGENT_BAD_ANSWER`
 * @internal
 */
export function readCommandResult(value: unknown): CommandResult {
  if (!isObject(value)) throw badAnswer("a command is not an object");
  const status = STATUS[String(value["command_status"])];
  const { id, command_name: name, command_params: params } = value;
  if (typeof id !== "string" || typeof name !== "string" || status === undefined)
    throw badAnswer("a command lacks its id, command_name or a known command_status");
  return {
    id,
    name: name.includes(".") ? name.slice(name.indexOf(".") + 1) : name,
    status,
    problem: problemOf(value["command_error"]),
    result: (value["command_result"] ?? null) as JsonValue,
    ...(isObject(params) ? { params: params as JsonObject } : {}),
  };
}

/** @throws DriverError `AGENT_BAD_ANSWER` @internal */
export function readCommandList(value: unknown): readonly CommandResult[] {
  const list = isObject(value) ? value["commands"] : undefined;
  if (!Array.isArray(list)) throw badAnswer("there is no list of commands in it");
  return list.map(readCommandResult);
}

/**
 * The result of a command that has succeeded.
 *
 * @throws DriverError `AGENT_COMMAND_FAILED` with the agent's `type` and words, `AGENT_VERSION_CHANGED`, `AGENT_BUSY` for one that
 *   still runs
 * @public
 */
export function resultOf(command: CommandResult): JsonValue {
  switch (command.status) {
    case "SUCCEEDED":
      return command.result;
    case "FAILED":
      throw commandFailed(command);
    case "VERSION_MISMATCH":
      throw new DriverError("AGENT_VERSION_CHANGED", { command: command.name });
    case "RUNNING":
      throw new DriverError("AGENT_BUSY", { reason: `${command.name} still runs.` });
  }
}

/** The error of a command that has failed. @public */
export function commandFailed({ name, problem }: CommandResult): DriverError {
  const type = problem?.type ?? "unknown";
  const words = [problem?.message, problem?.details].filter((text) => text !== undefined && text !== "");
  return new DriverError("AGENT_COMMAND_FAILED", {
    reason: words.length > 0 ? withStop(words.join(": ")) : "It gives no reason.",
    command: name,
    type,
  });
}

function withStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function problemOf(value: unknown): CommandProblem | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return { type: "unknown", message: shownText(value), details: "" };
  if (!isObject(value)) throw badAnswer("a command_error is neither an object nor a text");
  // A synchronous command that raised a bare text has it under `error`.
  const text = (key: string) => (typeof value[key] === "string" ? shownText(value[key]) : "");
  const message = text("message");
  return {
    type: text("type") || "unknown",
    message: message === "" ? text("error") : message,
    details: text("details"),
  };
}

/** @internal */
export function badAnswer(what: string, cause?: unknown): DriverError {
  return new DriverError("AGENT_BAD_ANSWER", { reason: `${what[0]?.toUpperCase()}${what.slice(1)}.` }, { cause });
}

/** @internal */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
