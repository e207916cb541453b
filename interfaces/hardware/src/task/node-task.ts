import type { HardwareInterfaces } from "../driver/hardware-interfaces.js";
import type { InterfaceType } from "../node/interface-type.js";
import type { JsonObject, JsonValue } from "../node/json.js";
import type { DriverNodeChanges, Node, Port, Portgroup } from "../node/node.js";
import type { StepPhase } from "../steps/step-table.js";

/** Where a driver writes what operators may read. Secrets are never passed to it. @public */
export interface TaskLog {
  debug(message: string, facts?: JsonObject): void;
  info(message: string, facts?: JsonObject): void;
  warn(message: string, facts?: JsonObject): void;
  error(message: string, facts?: JsonObject): void;
}

/** The step that runs under a task. @public */
export interface RunningStep {
  readonly phase: StepPhase | "internal";
  readonly interface: string;
  readonly step: string;
  readonly args: JsonObject;
  /** 1 for the first run; grows when the step is repeated after a crash. */
  readonly attempt: number;
}

/**
 * A node as `validate` sees it: what the store holds, and no way to a BMC.
 * @public
 */
export interface NodeSubject {
  readonly nodeId: string;
  readonly node: Node;
  readonly ports: readonly Port[];
  readonly portgroups: readonly Portgroup[];
  /** Another interface of the same node. */
  interfaceOf<T extends InterfaceType>(type: T): HardwareInterfaces[T];
}

/**
 * One node for the time of one call. `node` is what the store holds; it is renewed by {@link NodeTask.update}.
 *
 * @remarks Source: DESIGN §3, "Claims are fenced"; Ironic `TaskManager`.
 * @public
 */
export interface NodeTask extends NodeSubject {
  /** Ends the call: the deadline passed, the process drains, the lease was lost or the work was aborted. */
  readonly signal: AbortSignal;
  readonly log: TaskLog;
  /** The running step, where the call is one. */
  readonly step?: RunningStep;
  /**
   * Throws unless this process still holds the node. Wire clients call it immediately before every write.
   * @throws DriverError `RESERVATION_LOST`
   */
  assertOwned(): void;
  /** What {@link NodeTask.checkpoint} committed in an earlier attempt of this step. */
  readonly checkpointed: JsonValue | undefined;
  /**
   * Commits progress of the running step before an irreversible request.
   * @throws DriverError `RESERVATION_LOST`
   */
  checkpoint(value: JsonValue): Promise<void>;
  /**
   * Commits changes of the node under its reservation; afterwards `node` shows them.
   * @throws DriverError `RESERVATION_LOST`
   */
  update(changes: DriverNodeChanges): Promise<void>;
}
