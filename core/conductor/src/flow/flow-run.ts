import type { ProvisionState, RunningStep } from "@steelyard/interfaces";
import type {
  Action,
  ActionChanges,
  ClaimedAction,
  NodeChanges,
  Repositories,
  StepRun,
} from "@steelyard/runtime-interfaces";
import { next, type ProvisionEvent } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import type { HeldTask } from "../task/node-task.js";
import { type Cursor, cursorOf, jsonOf, type PlanEntry } from "./cursor.js";
import { type FlowOfState, flowOf } from "./flow-of-state.js";
import { programOf, STATELESS_CALLS } from "./programs.js";

/** One commit of a flow: everything in one transaction. */
export interface FlowCommit {
  readonly cursor?: Cursor;
  readonly node?: NodeChanges;
  readonly action?: Omit<ActionChanges, "cursor">;
  /** Default true. */
  readonly keepClaim?: boolean;
  /** More rows of the same transaction; nothing but `tx` may be awaited. */
  readonly also?: (tx: Repositories) => Promise<unknown>;
}

/** A claimed action while this process works on it. */
export class FlowRun {
  readonly parts: ConductorParts;
  readonly claim: ClaimedAction;
  readonly task: HeldTask;
  action: Action;
  cursor: Cursor;
  readonly #isLeaving: () => boolean;

  constructor(parts: ConductorParts, claim: ClaimedAction, task: HeldTask, isLeaving: () => boolean) {
    this.parts = parts;
    this.claim = claim;
    this.task = task;
    this.action = claim.action;
    this.cursor = cursorOf(claim.action.cursor) ?? programOf(claim.action);
    this.#isLeaving = isLeaving;
  }

  /** True when the process drains: stop at the next boundary. */
  isLeaving(): boolean {
    return this.#isLeaving();
  }

  get entry(): PlanEntry | undefined {
    return this.cursor.plan[this.cursor.position];
  }

  /** The flow of the node's state; undefined for work that belongs to no state, such as a power request. */
  get flow(): FlowOfState | undefined {
    return STATELESS_CALLS.has(this.action.call) ? undefined : flowOf(this.task.node.provisionState);
  }

  /** Commits progress; afterwards `cursor`, `action` and `task.node` show it. */
  async commit(change: FlowCommit): Promise<void> {
    const { store } = this.parts;
    const { node: changes, also, keepClaim = true } = change;
    const cursor = change.cursor ?? this.cursor;
    const result = await store.transaction(async (tx) => {
      const node =
        changes === undefined
          ? undefined
          : await tx.nodes.update(this.task.nodeId, changes, { kind: "lock", lock: this.claim.lock });
      if (also !== undefined) await also(tx);
      const action = await tx.actions.update(this.claim, { ...change.action, cursor: jsonOf(cursor) }, { keepClaim });
      return { node, action };
    });
    this.cursor = cursor;
    this.action = result.action;
    if (result.node !== undefined) this.task.node = result.node;
  }

  /** The columns of a state change by `event`. @throws Error when the table has no such transition */
  moved(event: ProvisionEvent, target?: ProvisionState): NodeChanges {
    const { provisionState, targetProvisionState } = this.task.node;
    const position = next(
      { state: provisionState, target: targetProvisionState },
      event,
      target === undefined ? {} : { target },
    );
    if (position === undefined) throw new Error(`no transition from ${provisionState} on ${event}`);
    return { provisionState: position.state, targetProvisionState: position.target };
  }

  /** The running step as a driver's task shows it. */
  runningStep(entry: Extract<PlanEntry, { kind: "step" }>, attempt: number): RunningStep {
    return { phase: entry.phase, interface: entry.interface, step: entry.step, args: entry.args, attempt };
  }

  findStepRun(): Promise<StepRun | undefined> {
    return this.parts.store.stepRuns.find(this.action.uuid, this.cursor.position);
  }
}
