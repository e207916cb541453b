import type { AgentClient, CommandResult, StartOptions } from "@steelyard/agent-client";
import { DriverError, type JsonValue, type NodeTask } from "@steelyard/interfaces";

/** What is known of a step's command. */
export type Attached =
  | { readonly kind: "never-sent" }
  /** It was accepted, and the agent that runs now does not know it. */
  | { readonly kind: "gone"; readonly command: string }
  | { readonly kind: "listed"; readonly command: CommandResult };

/** The checkpoint of a step that sends one command. */
interface Sent {
  readonly command: string;
  /** The command that was listed last before; null for none. */
  readonly after: string | null;
  /** Known once the agent has accepted it. */
  readonly id?: string;
}

/**
 * Sends the one long command of a step.
 *
 * @remarks
 * What the agent lists already is committed before, so that after a crash at any point {@link findAttached} tells the step's own
 * command from those of earlier steps and flows.
 * @param name - of the command, without its extension, as the agent lists it
 * @throws DriverError `AGENT_BUSY` while another command runs, and what `send` throws
 */
export async function startAttached(
  task: NodeTask,
  agent: AgentClient,
  name: string,
  send: (options: Required<StartOptions>) => Promise<CommandResult>,
): Promise<CommandResult> {
  const last = (await agent.listCommands()).at(-1);
  if (last?.status === "RUNNING") throw new DriverError("AGENT_BUSY", { running: last.name, command: name });
  const after = last?.id ?? null;
  await task.checkpoint({ command: name, after });
  const accepted = await send({ after });
  await task.checkpoint({ command: name, after, id: accepted.id });
  return accepted;
}

/** Looks for the running step's command in the agent's list. */
export async function findAttached(task: NodeTask, agent: AgentClient): Promise<Attached> {
  const sent = sentOf(task.checkpointed);
  if (sent === undefined) return { kind: "never-sent" };
  const commands = await agent.listCommands();
  if (sent.id !== undefined) {
    const command = commands.find(({ id }) => id === sent.id);
    return command === undefined ? { kind: "gone", command: sent.command } : { kind: "listed", command };
  }
  const at = sent.after === null ? -1 : commands.findIndex(({ id }) => id === sent.after);
  const hasRestarted = sent.after !== null && at < 0;
  const command = hasRestarted ? undefined : commands.slice(at + 1).find(({ name }) => name === sent.command);
  return command === undefined ? { kind: "never-sent" } : { kind: "listed", command };
}

/** The error of a command that an agent took along when it restarted. */
export function commandGone(command: string): DriverError {
  return new DriverError("AGENT_COMMAND_FAILED", {
    reason: "The agent restarted while it ran the command; whether it took effect is unknown.",
    command,
  });
}

function sentOf(value: JsonValue | undefined): Sent | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { command, after, id } = value as { readonly [key: string]: JsonValue };
  if (typeof command !== "string") return undefined;
  return { command, after: typeof after === "string" ? after : null, ...(typeof id === "string" ? { id } : {}) };
}
