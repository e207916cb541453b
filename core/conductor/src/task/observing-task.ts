import { DriverError, type NodeSubject, type NodeTask, type TaskLog } from "@steelyard/interfaces";

/**
 * A task that only reads: it holds no reservation, so it may not change the node. The lease still bounds what it sends.
 */
export function observingTask(
  subject: NodeSubject,
  how: { readonly signal: AbortSignal; readonly log: TaskLog; isSafe(): boolean },
): NodeTask {
  const refuse = async (): Promise<void> => {
    throw new DriverError("RESERVATION_LOST", { reason: "The node is only looked at, and not reserved." });
  };
  return {
    nodeId: subject.nodeId,
    node: subject.node,
    ports: subject.ports,
    portgroups: subject.portgroups,
    interfaceOf: (type) => subject.interfaceOf(type),
    signal: how.signal,
    log: how.log,
    checkpointed: undefined,
    assertOwned() {
      how.signal.throwIfAborted();
      if (!how.isSafe())
        throw new DriverError("RESERVATION_LOST", { reason: "The lease of this conductor is about to lapse." });
    },
    checkpoint: refuse,
    update: refuse,
  };
}
