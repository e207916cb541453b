import { randomUUID } from "node:crypto";
import { AgentError, isAgentError, reasonOf, type WireError } from "../agent-error.js";
import type { EffectFacts } from "../hardware/hardware-port.js";
import { type JsonObject, objectOr } from "../json.js";
import type { CommandHost, CommandRun, CommandSpec, CommandTable } from "./command.js";

/** A command as the API shows it. Source: ironic-python-agent `extensions/base.py`, `BaseCommandResult`. */
export interface CommandResult {
  readonly id: string;
  readonly command_name: string;
  readonly command_status: "RUNNING" | "SUCCEEDED" | "FAILED" | "CLEAN_VERSION_MISMATCH";
  readonly command_error: WireError | null;
  readonly command_result: unknown;
}

interface Entry {
  result: CommandResult;
  done: Promise<void>;
}

export interface CommandRunnerOptions {
  readonly host: CommandHost;
  readonly commands: CommandTable;
  readonly signal: AbortSignal;
  /** Called when an asynchronous command ended. */
  readonly onEnd: () => void;
}

/**
 * Runs commands one after the other and remembers them.
 *
 * @remarks Source: ironic-python-agent `extensions/base.py`, `ExecuteCommandMixin`.
 */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #entries = new Map<string, Entry>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
  }

  list(): readonly CommandResult[] {
    return [...this.#entries.values()].map(({ result }) => result);
  }

  /**
   * @param options - `waits`: until it ended
   * @throws AgentError `RequestedObjectNotFoundError`
   */
  async get(id: string, { waits }: { readonly waits: boolean }): Promise<CommandResult> {
    const entry = this.#entries.get(id);
    if (entry === undefined)
      throw new AgentError("RequestedObjectNotFoundError", `Command Result with id ${id} not found.`);
    if (waits) await entry.done;
    return entry.result;
  }

  /**
   * Starts a command; one that is synchronous has ended when it returns.
   * @throws AgentError `AgentIsBusy` while another runs, `InvalidCommandError` and `InvalidCommandParamsError` for what is
   *   refused, `RequestedObjectNotFoundError` when there is no such extension
   */
  async execute(name: string, params: JsonObject): Promise<CommandResult> {
    const turn = this.#turn.then(() => this.#execute(name, params));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ done }) => done));
  }

  async #execute(name: string, params: JsonObject): Promise<CommandResult> {
    const { host, commands, signal } = this.#options;
    signal.throwIfAborted();
    const [extension, command] = splitName(name);
    const last = [...this.#entries.values()].at(-1);
    if (last?.result.command_status === "RUNNING")
      throw new AgentError("AgentIsBusy", `executing command ${last.result.command_name}`);
    const known = commands[extension];
    if (known === undefined)
      throw new AgentError("RequestedObjectNotFoundError", `Extension with id ${extension} not found.`);
    const spec = known[command];
    if (spec === undefined) throw new AgentError("InvalidCommandError", `Unknown command: ${command}`);
    spec.validate?.(host, params);
    const id = randomUUID();
    const run = { id, name, signal, journal: this.#journal(id, name, params) };
    run.journal("agent-command");
    return spec.isAsync ? this.#start(spec, params, run, command) : this.#finish(spec, params, run, command);
  }

  async #finish(spec: CommandSpec, params: JsonObject, run: CommandRun, command: string): Promise<CommandResult> {
    let result: CommandResult;
    try {
      checkParams(spec, params, command);
      const found = await spec.run(this.#options.host, params, run);
      const shown = typeof found === "string" ? { result: found } : (found ?? null);
      result = {
        id: run.id,
        command_name: command,
        command_status: "SUCCEEDED",
        command_error: null,
        command_result: shown,
      };
    } catch (error) {
      run.signal.throwIfAborted();
      if (isAgentError(error, "InvalidContentError", "InvalidCommandError", "InvalidCommandParamsError")) throw error;
      // A command that fails at once is listed by its whole name, as in ironic-python-agent.
      result = failure(run.id, run.name, error);
    }
    this.#entries.set(run.id, { result, done: Promise.resolve() });
    return result;
  }

  #start(spec: CommandSpec, params: JsonObject, run: CommandRun, command: string): CommandResult {
    const { host, onEnd } = this.#options;
    const running: CommandResult = {
      id: run.id,
      command_name: command,
      command_status: "RUNNING",
      command_error: null,
      command_result: null,
    };
    const entry: Entry = { result: running, done: Promise.resolve() };
    const work = async (): Promise<void> => {
      try {
        checkParams(spec, params, command);
        const found = await spec.run(host, params, run);
        const shown = typeof found === "string" ? { result: `${command}: ${found}` } : (found ?? null);
        entry.result = { ...running, command_status: "SUCCEEDED", command_result: shown };
      } catch (error) {
        if (run.signal.aborted) return;
        host.log.write(`command ${run.name} failed: ${reasonOf(error)}`);
        const wrapped = isAgentError(error, "TypeError")
          ? new AgentError("CommandExecutionError", error.details)
          : error;
        entry.result = failure(run.id, command, wrapped);
      }
      const { command_status: status, command_error: error } = entry.result;
      run.journal("agent-command-end", { status, error: error?.type ?? null });
      onEnd();
    };
    this.#entries.set(run.id, entry);
    entry.done = work();
    return running;
  }

  #journal(id: string, command: string, params: JsonObject) {
    const { step, interface: of } = objectOr(params["step"]) as {
      readonly step?: unknown;
      readonly interface?: unknown;
    };
    const named = typeof step === "string" ? { step: `${String(of)}.${step}` } : {};
    return (effect: string, facts: EffectFacts = {}): void =>
      this.#options.host.hardware.journal(effect, { command, commandId: id, ...named, ...facts });
  }
}

function splitName(name: string): readonly [extension: string, command: string] {
  const at = name.indexOf(".");
  if (at < 0) throw new AgentError("InvalidCommandError", "Command name must be of the form <extension>.<name>");
  return [name.slice(0, at), name.slice(at + 1)];
}

function checkParams({ required, optional }: CommandSpec, params: JsonObject, command: string): void {
  const missing = required.filter((name) => !(name in params));
  if (missing.length > 0)
    throw new AgentError("TypeError", `${command}() missing required arguments: ${missing.join(", ")}`);
  if (optional === "any") return;
  const unknown = Object.keys(params).find((name) => !required.includes(name) && !optional.includes(name));
  if (unknown !== undefined)
    throw new AgentError("TypeError", `${command}() got an unexpected keyword argument '${unknown}'`);
}

function failure(id: string, name: string, error: unknown): CommandResult {
  const shown = isAgentError(error)
    ? error
    : new AgentError("CommandExecutionError", reasonOf(error), { cause: error });
  return {
    id,
    command_name: name,
    command_status: shown.type === "VersionMismatch" ? "CLEAN_VERSION_MISMATCH" : "FAILED",
    command_error: shown.toWire(),
    command_result: null,
  };
}
