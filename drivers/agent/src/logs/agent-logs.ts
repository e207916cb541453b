import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentPool } from "@steelyard/agent-client";
import { type AgentConfig, isDriverError, type Node, type NodeTask } from "@steelyard/interfaces";

/** @internal */
export interface AgentLogsParts {
  readonly agents: AgentPool;
  readonly config: Pick<AgentConfig, "deployLogsCollect" | "deployLogsLocalPath">;
  readonly now: () => Date;
}

/**
 * Logs of ramdisks, kept as files for operators.
 *
 * @remarks Source: Ironic `ironic.drivers.utils.collect_ramdisk_logs`, `[agent] deploy_logs_collect`.
 */
export class AgentLogs {
  readonly #parts: AgentLogsParts;

  constructor(parts: AgentLogsParts) {
    this.#parts = parts;
  }

  /** Asks the agent for its logs; undefined when there is none, or it does not answer. */
  async collect(task: NodeTask): Promise<Uint8Array | undefined> {
    if (typeof task.node.driverInternalInfo["agent_url"] !== "string") return undefined;
    try {
      return await (await this.#parts.agents.for(task)).collectSystemLogs();
    } catch (error) {
      if (isDriverError(error, "AGENT_UNREACHABLE")) return undefined;
      throw error;
    }
  }

  /** Keeps the logs where the configuration wants it. Logs are a help: without them the work goes on, with a warning. */
  async keep(task: NodeTask, why: "always" | "on_failure", label?: string): Promise<void> {
    const { deployLogsCollect, deployLogsLocalPath } = this.#parts.config;
    if (deployLogsCollect !== "always" && deployLogsCollect !== why) return;
    try {
      const logs = await this.collect(task);
      if (logs === undefined) return;
      const folder = deployLogsLocalPath ?? join(tmpdir(), "steelyard-deploy-logs");
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, fileName(task.node, label, this.#parts.now()));
      await writeFile(file, logs, { mode: 0o600 });
      task.log.info("the agent's logs are kept", { node: task.nodeId, file });
    } catch (error) {
      task.signal.throwIfAborted();
      if (isDriverError(error, "RESERVATION_LOST")) throw error;
      task.log.warn("the agent's logs could not be collected", {
        node: task.nodeId,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

/** Source: Ironic `ironic.drivers.utils.get_ramdisk_logs_file_name`. */
function fileName(node: Node, label: string | undefined, now: Date): string {
  const at = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, "-");
  const parts = [node.uuid, node.name, node.instanceUuid, label, at].filter(
    (part) => part !== null && part !== undefined,
  );
  return `${parts.join("_").replaceAll(/[^\w.-]/g, "-")}.tar.gz`;
}
