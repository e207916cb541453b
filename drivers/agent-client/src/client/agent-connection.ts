import { DriverError, type JsonObject } from "@steelyard/interfaces";
import type { Dispatcher } from "undici";
import {
  badAnswer,
  type CommandResult,
  isObject,
  readCommandList,
  readCommandResult,
} from "../commands/command-result.js";
import { shownText } from "../errors/shown-text.js";
import { type TransportProblem, transportProblem } from "../errors/transport-problem.js";
import { type AgentAnswer, AnswerTooLong, exchange, NoAnswer } from "../transport/exchange.js";
import { type AgentClock, pauseMs } from "../transport/pause.js";

/** @internal */
export interface ConnectionParts {
  readonly dispatcher: Dispatcher;
  /** URL of the agent without a slash at its end, e.g. `https://192.0.2.7:9999`. */
  readonly url: string;
  readonly token: string | undefined;
  readonly clock: AgentClock;
  readonly attempts: number;
  readonly commandTimeoutMs: number;
  readonly firstPauseMs: number;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
  /** Asked immediately before every write. */
  readonly beforeWrite: () => void;
}

/** How a command is sent. @internal */
export interface SendOptions {
  /** The agent answers once the command has ended. */
  readonly wait: boolean;
  /**
   * Id of the command that was listed last before this one was sent, null for an empty list: what is listed behind it is then
   * known to be ours.
   */
  readonly after?: string | null;
}

/** The exchange of requests with one agent for one call. @internal */
export class AgentConnection {
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Reads a path below `/v1/`. Repeated on connection problems. */
  async get(path: string, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.#json(await this.#exchange("GET", path, query));
      } catch (error) {
        const problem = problemBehind(error);
        if (problem === undefined) throw error;
        if (!problem.isTransient || attempt >= this.#parts.attempts) throw this.#failure(problem, error);
        await this.#pause(attempt);
      }
    }
  }

  async list(): Promise<readonly CommandResult[]> {
    return readCommandList(await this.get("commands/"));
  }

  /**
   * Sends a command. Where no answer comes, the agent's list says whether it was accepted; only one that is not listed is sent again.
   */
  async post(name: string, params: JsonObject, options: SendOptions): Promise<CommandResult> {
    const body = JSON.stringify({ name, params });
    let isInDoubt = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#exchange("POST", "commands/", { wait: String(options.wait) }, body);
        if (answer.status === 409 && isInDoubt) {
          const accepted = await this.#accepted(name, params, options);
          if (accepted !== undefined) return accepted;
        }
        return readCommandResult(this.#json(answer, name));
      } catch (error) {
        const problem = problemBehind(error);
        if (problem === undefined) throw error;
        if (error instanceof NoAnswer && error.wasSent) {
          isInDoubt = true;
          const accepted = await this.#accepted(name, params, options).catch((cause: unknown) => {
            this.#parts.signal.throwIfAborted();
            throw this.#failure({ ...problem, reason: `${problem.reason}; whether it took ${name} is unknown` }, cause);
          });
          if (accepted !== undefined) return accepted;
        }
        if (!problem.isTransient || attempt >= this.#parts.attempts) throw this.#failure(problem, error, name);
        await this.#pause(attempt);
      }
    }
  }

  /** The command as the agent lists it, if it has accepted it. */
  async #accepted(name: string, params: JsonObject, { after }: SendOptions): Promise<CommandResult | undefined> {
    const commands = await this.list();
    const command = commands.at(-1);
    if (command === undefined || command.name !== name.slice(name.indexOf(".") + 1)) return undefined;
    if (command.params !== undefined && JSON.stringify(command.params) !== JSON.stringify(params)) return undefined;
    const isNew = after !== undefined && isBehind(commands, command, after);
    return isNew || (after === undefined && command.status === "RUNNING") ? command : undefined;
  }

  async #exchange(
    method: "GET" | "POST",
    path: string,
    query: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<AgentAnswer> {
    const { dispatcher, url, token, signal, commandTimeoutMs, maxAnswerBytes, beforeWrite } = this.#parts;
    signal.throwIfAborted();
    const search = new URLSearchParams({ ...query, ...(token === undefined ? {} : { agent_token: token }) });
    const attempt = AbortSignal.timeout(commandTimeoutMs);
    const request = {
      method,
      path: `${new URL(`${url}/v1/${path}`).pathname}?${search}`,
      ...(body === undefined ? {} : { body, beforeSend: beforeWrite }),
    };
    try {
      return await exchange(dispatcher, request, AbortSignal.any([signal, attempt]), maxAnswerBytes);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error;
    }
  }

  #json({ status, text }: AgentAnswer, command?: string): unknown {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw badAnswer(`the agent at ${this.#parts.url} answered HTTP ${status} with no JSON`, cause);
    }
    if (status < 400) return value;
    const fault = isObject(value) && typeof value["faultstring"] === "string" ? value["faultstring"] : "";
    const words = shownText(fault, [this.#parts.token ?? ""]);
    const facts = { agent: this.#parts.url, ...(command === undefined ? {} : { command }), status };
    if (status === 401) throw new DriverError("AGENT_TOKEN_REJECTED", facts);
    if (status === 409) throw new DriverError("AGENT_BUSY", { ...(words === "" ? {} : { reason: words }), ...facts });
    throw new DriverError("AGENT_COMMAND_FAILED", { reason: words === "" ? "It gives no reason." : words, ...facts });
  }

  #failure({ code, reason }: TransportProblem, cause: unknown, command?: string): DriverError {
    const facts = { agent: this.#parts.url, ...(command === undefined ? {} : { command }) };
    return new DriverError(code, { reason: `${capital(reason)}.`, ...facts }, { cause });
  }

  #pause(attempt: number): Promise<void> {
    const { clock, firstPauseMs, signal } = this.#parts;
    return clock.sleep(pauseMs(attempt, firstPauseMs, clock.random()), signal);
  }
}

/** Whether `command` is listed behind the command `after`; an `after` that is gone tells that the agent has restarted. */
function isBehind(commands: readonly CommandResult[], command: CommandResult, after: string | null): boolean {
  if (after === null) return true;
  const at = commands.findIndex(({ id }) => id === after);
  return at < 0 || commands.indexOf(command) > at;
}

function problemBehind(error: unknown): TransportProblem | undefined {
  if (error instanceof AnswerTooLong) return { code: "AGENT_BAD_ANSWER", reason: error.message, isTransient: false };
  if (!(error instanceof NoAnswer)) return undefined;
  const { cause } = error;
  if (cause instanceof DOMException && cause.name === "TimeoutError")
    return { code: "AGENT_UNREACHABLE", reason: "no answer came in time", isTransient: true };
  return transportProblem(cause);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
