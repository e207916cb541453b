import {
  DriverError,
  type DriverNodeChanges,
  type HardwareInterfaces,
  type InterfaceType,
  type JsonObject,
  type JsonValue,
  type KeyChanges,
  type Node,
  type NodeTask,
  type Port,
  type Portgroup,
  type RunningStep,
} from "@steelyard/interfaces";
import { aNode, aPort, aPortgroup, type NodeFields } from "./a-node.js";
import { RememberingLog } from "./remembering-log.js";

/** What a task under test is made of. @public */
export interface TaskOptions {
  /** Fields of the node; the others are those of a node right after `manage`. */
  readonly node?: NodeFields;
  /** One port per entry. Default: none. */
  readonly ports?: readonly Partial<Port>[];
  readonly portgroups?: readonly Partial<Portgroup>[];
  /** What `interfaceOf` answers; a type that is not given throws `NOT_SUPPORTED` as for a node that names none. */
  readonly interfaces?: Partial<HardwareInterfaces>;
  /** Ends the task besides {@link TestTask.abort}. */
  readonly signal?: AbortSignal;
  /** The running step; `phase` is `deploy`, `args` are empty and `attempt` is 1 where not given. */
  readonly step?: Partial<RunningStep> & Pick<RunningStep, "interface" | "step">;
  /** What an earlier attempt of the step committed. */
  readonly checkpointed?: JsonValue;
}

/**
 * A node task over memory. It merges updates, fences them and hands checkpoints back as the conductor's task does, and
 * remembers what was asked of it.
 * @public
 */
export class TestTask implements NodeTask {
  readonly nodeId: string;
  readonly ports: readonly Port[];
  readonly portgroups: readonly Portgroup[];
  readonly log = new RememberingLog();
  /** Changes that were committed, in order. */
  readonly updates: DriverNodeChanges[] = [];
  /** Values that were committed as checkpoints, in order. */
  readonly checkpoints: JsonValue[] = [];
  /** How often {@link assertOwned} was asked. */
  ownershipChecks = 0;
  node: Node;
  step?: RunningStep;
  checkpointed: JsonValue | undefined;
  readonly #interfaces: Partial<HardwareInterfaces>;
  readonly #outerSignal: AbortSignal | undefined;
  #controller = new AbortController();
  #signal: AbortSignal;
  /** Questions that are still answered with "owned". */
  #checksLeft = Number.POSITIVE_INFINITY;
  #isLost = false;

  constructor(options: TaskOptions) {
    this.node = structuredClone(aNode(options.node));
    this.nodeId = this.node.uuid;
    this.ports = (options.ports ?? []).map((fields, index) => aPort(this.nodeId, { id: index + 1, ...fields }));
    this.portgroups = (options.portgroups ?? []).map((fields, index) =>
      aPortgroup(this.nodeId, { id: index + 1, ...fields }),
    );
    this.#interfaces = options.interfaces ?? {};
    this.#outerSignal = options.signal;
    this.#signal = this.#freshSignal();
    if (options.step !== undefined) this.step = { phase: "deploy", args: {}, attempt: 1, ...options.step };
    this.checkpointed = options.checkpointed;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  interfaceOf<T extends InterfaceType>(type: T): HardwareInterfaces[T] {
    const found = this.#interfaces[type] as HardwareInterfaces[T] | undefined;
    if (found === undefined)
      throw new DriverError("NOT_SUPPORTED", { reason: `Driver ${this.node.driver} does not support ${type}.` });
    return found;
  }

  assertOwned(): void {
    this.signal.throwIfAborted();
    this.ownershipChecks += 1;
    if (this.#checksLeft <= 0) this.#isLost = true;
    this.#checksLeft -= 1;
    this.#mustBeHeld();
  }

  async checkpoint(value: JsonValue): Promise<void> {
    if (this.step === undefined) throw new DriverError("INTERNAL", { reason: "checkpoint was called outside a step." });
    this.#mustBeHeld();
    this.checkpointed = throughJson(value);
    this.checkpoints.push(this.checkpointed);
  }

  async update(changes: DriverNodeChanges): Promise<void> {
    this.#mustBeHeld();
    const { driverInternalInfo, instanceInfo, properties, ...columns } = throughJson(changes);
    this.updates.push(structuredClone(changes));
    this.node = {
      ...this.node,
      ...columns,
      driverInternalInfo: merge(this.node.driverInternalInfo, driverInternalInfo),
      instanceInfo: merge(this.node.instanceInfo, instanceInfo),
      properties: merge(this.node.properties, properties),
      version: this.node.version + 1,
    };
  }

  /** From now on another process holds the node. */
  lose(): void {
    this.#isLost = true;
  }

  /** Loses the node after {@link assertOwned} has answered `checks` more times. */
  loseAfter(checks: number): void {
    this.#checksLeft = checks;
  }

  /** Holds the node again. */
  regain(): void {
    this.#isLost = false;
    this.#checksLeft = Number.POSITIVE_INFINITY;
  }

  /** Ends the calls that run under the task. */
  abort(reason: unknown = new DriverError("ABORTED")): void {
    this.#controller.abort(reason);
  }

  /** Gives the task a signal that has not ended, for the next call. */
  renewSignal(): void {
    this.#controller = new AbortController();
    this.#signal = this.#freshSignal();
  }

  /** What an operator changes between two calls, e.g. `driverInfo`. */
  change(fields: Partial<Node>): void {
    this.node = { ...this.node, ...structuredClone(fields) };
  }

  /** A task over the same node as another process would get it after a crash: the rows are kept, memory is not. */
  successor(): TestTask {
    const { step, checkpointed } = this;
    const next = new TestTask({
      node: this.node,
      ports: this.ports,
      portgroups: this.portgroups,
      interfaces: this.#interfaces,
      ...(step === undefined ? {} : { step: { ...step, attempt: step.attempt + 1 } }),
      ...(checkpointed === undefined ? {} : { checkpointed }),
    });
    return next;
  }

  #freshSignal(): AbortSignal {
    return this.#outerSignal === undefined
      ? this.#controller.signal
      : AbortSignal.any([this.#controller.signal, this.#outerSignal]);
  }

  #mustBeHeld(): void {
    if (this.#isLost) throw new DriverError("RESERVATION_LOST", { reason: "The test took the node away." });
  }
}

function merge(old: JsonObject, changes: KeyChanges | undefined): JsonObject {
  const next: Record<string, JsonValue> = { ...old, ...changes?.set };
  for (const key of changes?.remove ?? []) delete next[key];
  return next;
}

/** What a row gives back: values that JSON does not know do not survive. */
function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
