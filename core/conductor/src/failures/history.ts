import type { HistoryEntry, Repositories } from "@steelyard/runtime-interfaces";
import type { FlowRun } from "../flow/flow-run.js";

/** Writes a history entry of a flow within a transaction; nothing where `[conductor] node_history` is off. */
export function historyOf(
  run: FlowRun,
  entry: Pick<HistoryEntry, "severity" | "event">,
): (tx: Repositories) => Promise<void> {
  const { conductor } = run.parts.config;
  const { node } = run.task;
  const eventType = run.flow?.eventType ?? EVENT_TYPES[run.action.call] ?? "conductor";
  return async (tx) => {
    if (!conductor.nodeHistory) return;
    await tx.history.add({
      ...entry,
      nodeUuid: node.uuid,
      eventType,
      conductor: run.parts.hostname,
      state: node.provisionState,
      targetProvisionState: node.targetProvisionState,
      durationSeconds: Math.max(
        0,
        Math.floor((run.parts.clock.now().getTime() - Date.parse(run.action.createdAt)) / 1000),
      ),
    });
    if (conductor.nodeHistoryMaxEntries > 0) await tx.history.trim(node.uuid, conductor.nodeHistoryMaxEntries);
  };
}

const EVENT_TYPES: Readonly<Record<string, string>> = {
  deploy: "provisioning",
  rebuild: "provisioning",
  provide: "cleaning",
  clean: "cleaning",
  undeploy: "unprovision",
  verify: "verify",
  inspect: "introspection",
  adopt: "adoption",
  service: "servicing",
  rescue: "rescue",
  unrescue: "rescue",
  power: "power",
  console: "console",
};
