import type { Hardware } from "@steelyard/container";
import {
  DriverError,
  type DriverNodeChanges,
  type HardwareInterfaces,
  type InterfaceType,
  type JsonValue,
  type Node,
  type NodeSubject,
  type NodeTask,
  type Port,
  type Portgroup,
  type RunningStep,
  type TaskLog,
} from "@steelyard/interfaces";
import { isStoreError, type NodeChanges, type NodeLock, type Store } from "@steelyard/runtime-interfaces";

/** The implementation a node has chosen for a type. @throws DriverError `NOT_SUPPORTED` when it names none */
export function interfaceOf<T extends InterfaceType>(hardware: Hardware, node: Node, type: T): HardwareInterfaces[T] {
  const name = node.interfaces[type];
  if (name === null)
    throw new DriverError("NOT_SUPPORTED", { reason: `Driver ${node.driver} does not support ${type}.` });
  return hardware.implementation(type, name);
}

/** A node with its ports, as validation sees it. */
export async function readSubject(store: Store, hardware: Hardware, node: Node): Promise<NodeSubject> {
  const [ports, portgroups] = await Promise.all([store.ports.ofNode(node.uuid), store.portgroups.ofNode(node.uuid)]);
  return {
    nodeId: node.uuid,
    node,
    ports,
    portgroups,
    interfaceOf: (type) => interfaceOf(hardware, node, type),
  };
}

/** What a {@link HeldTask} is made of. */
export interface HeldTaskParts {
  readonly store: Store;
  readonly hardware: Hardware;
  readonly node: Node;
  readonly ports: readonly Port[];
  readonly portgroups: readonly Portgroup[];
  readonly lock: NodeLock;
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  /** Whether the lease certainly holds now. */
  isSafe(): boolean;
}

/** A task over a node that this process holds by a lock. */
export class HeldTask implements NodeTask {
  readonly nodeId: string;
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  readonly lock: NodeLock;
  node: Node;
  ports: readonly Port[];
  readonly portgroups: readonly Portgroup[];
  step?: RunningStep;
  checkpointed: JsonValue | undefined;
  readonly #parts: HeldTaskParts;
  #stepRunUuid: string | undefined;

  constructor(parts: HeldTaskParts) {
    this.#parts = parts;
    this.nodeId = parts.node.uuid;
    this.node = parts.node;
    this.ports = parts.ports;
    this.portgroups = parts.portgroups;
    this.signal = parts.signal;
    this.log = parts.log;
    this.lock = parts.lock;
  }

  interfaceOf<T extends InterfaceType>(type: T): HardwareInterfaces[T] {
    return interfaceOf(this.#parts.hardware, this.node, type);
  }

  /** Runs `work` as a step: with its row's checkpoint. */
  async within<T>(
    step: RunningStep,
    row: { readonly uuid: string; readonly checkpoint: JsonValue | null } | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    this.step = step;
    this.checkpointed = row?.checkpoint ?? undefined;
    this.#stepRunUuid = row?.uuid;
    try {
      return await work();
    } finally {
      delete this.step;
      this.checkpointed = undefined;
      this.#stepRunUuid = undefined;
    }
  }

  assertOwned(): void {
    this.signal.throwIfAborted();
    if (!this.#parts.isSafe())
      throw new DriverError("RESERVATION_LOST", { reason: "The lease of this conductor is about to lapse." });
  }

  async checkpoint(value: JsonValue): Promise<void> {
    if (this.#stepRunUuid === undefined)
      throw new DriverError("INTERNAL", { reason: "checkpoint was called outside a step." });
    await fenced(this.#parts.store.stepRuns.checkpoint(this.lock, this.#stepRunUuid, value));
    this.checkpointed = value;
  }

  async update(changes: DriverNodeChanges): Promise<void> {
    const { driverInternalInfo, instanceInfo, properties, ...columns } = changes;
    await this.save({
      ...columns,
      merge: {
        ...(driverInternalInfo === undefined ? {} : { driverInternalInfo }),
        ...(instanceInfo === undefined ? {} : { instanceInfo }),
        ...(properties === undefined ? {} : { properties }),
      },
    });
  }

  /** Changes any column under the lock. @throws DriverError `RESERVATION_LOST` */
  async save(changes: NodeChanges): Promise<void> {
    this.node = await fenced(this.#parts.store.nodes.update(this.nodeId, changes, { kind: "lock", lock: this.lock }));
  }

  async reloadPorts(): Promise<void> {
    this.ports = await this.#parts.store.ports.ofNode(this.nodeId);
  }
}

async function fenced<T>(write: Promise<T>): Promise<T> {
  return write.catch((cause: unknown) => {
    if (isStoreError(cause, "LOCK_LOST") || isStoreError(cause, "NOT_FOUND"))
      throw new DriverError("RESERVATION_LOST", { reason: "Another process took the node over." }, { cause });
    throw cause;
  });
}
