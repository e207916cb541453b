import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject, JsonValue } from "@steelyard/interfaces";

/** A command as the scripted agent keeps it. */
interface Command {
  readonly id: string;
  readonly name: string;
  readonly params: JsonObject;
  status: string;
  result: JsonValue;
  error: JsonObject | null;
}

const SYNCHRONOUS = new Set([
  "get_clean_steps",
  "get_deploy_steps",
  "get_service_steps",
  "get_partition_uuids",
  "sync",
  "collect_system_logs",
]);

/**
 * The command API of an agent over real sockets: one command at a time, a list of all, results as the test says.
 * Long commands run until the test ends them.
 */
export class ScriptedAgent {
  readonly token = "a-token-of-at-least-thirty-two-characters";
  commands: Command[] = [];
  /** What commands that end at once answer, by name. */
  readonly results: Record<string, JsonValue> = {};
  /** The connection breaks when the next command has come: before or after it was accepted. */
  breaksNext: "before" | "after" | undefined;
  /** Requests are taken and not answered. */
  isHanging = false;
  /** Of the discard service until it was started. */
  url = "http://127.0.0.1:9";
  #ids = 0;
  #server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (this.isHanging) return;
        const { searchParams } = new URL(request.url ?? "", "http://agent");
        const answer = (status: number, json: unknown): void => {
          response.writeHead(status, { "content-type": "application/json" });
          response.end(JSON.stringify(json));
        };
        if (searchParams.get("agent_token") !== this.token) return answer(401, { faultstring: "Token invalid." });
        if (request.method === "GET") return answer(200, { commands: this.commands.map(serialised) });
        const { breaksNext } = this;
        this.breaksNext = undefined;
        if (breaksNext === "before") return void request.socket.destroy();
        if (this.commands.at(-1)?.status === "RUNNING") return answer(409, { faultstring: "Agent is busy" });
        const { name, params } = JSON.parse(Buffer.concat(chunks).toString()) as { name: string; params: JsonObject };
        const command = this.#accept(name, params);
        if (breaksNext === "after") return void request.socket.destroy();
        answer(200, serialised(command));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Names of all commands, with their extensions. */
  get names(): string[] {
    return this.commands.map(({ name }) => name);
  }

  /** The last command of this name. */
  last(name: string): Command {
    const found = this.commands.findLast((command) => command.name === name);
    if (found === undefined) throw new Error(`the agent was not sent ${name}, only ${this.names.join(", ")}`);
    return found;
  }

  /** Ends the command that runs. */
  finish(end: { readonly status?: string; readonly result?: JsonValue; readonly error?: JsonObject } = {}): void {
    const command = this.commands.at(-1);
    if (command?.status !== "RUNNING") throw new Error("no command runs");
    command.status = end.status ?? "SUCCEEDED";
    command.result = end.result ?? null;
    command.error = end.error ?? null;
  }

  /** The machine started again: the list is empty. */
  restart(): void {
    this.commands = [];
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  #accept(name: string, params: JsonObject): Command {
    const short = name.slice(name.indexOf(".") + 1);
    const isLong = !SYNCHRONOUS.has(short);
    this.#ids += 1;
    const command: Command = {
      id: `c${this.#ids}`,
      name,
      params,
      status: isLong ? "RUNNING" : "SUCCEEDED",
      result: isLong ? null : (this.results[short] ?? null),
      error: null,
    };
    this.commands.push(command);
    return command;
  }
}

/** As ironic-python-agent serialises a command: without its extension and its parameters. */
function serialised({ id, name, status, result, error }: Command): JsonObject {
  return {
    id,
    command_name: name.slice(name.indexOf(".") + 1),
    command_status: status,
    command_result: result,
    command_error: error,
  };
}
