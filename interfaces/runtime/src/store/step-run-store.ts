import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import type { NodeLock } from "./node-store.js";
import type { Page, PageRequest } from "./page.js";

/** @public */
export type StepRunState = "started" | "waiting" | "done" | "failed";

/** A step of an action that was started: committed before its first request. @public */
export interface StepRun {
  readonly id: number;
  readonly uuid: string;
  readonly actionUuid: string;
  readonly nodeUuid: string;
  /** Position in the action's plan. */
  readonly position: number;
  readonly phase: string;
  readonly interface: string;
  readonly step: string;
  readonly repeat: string;
  /** Arguments with secrets masked. */
  readonly args: JsonObject;
  readonly state: StepRunState;
  readonly attempt: number;
  readonly conductor: string;
  readonly checkpoint: JsonValue | null;
  readonly error: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** Step rows. All writes are fenced by the lock: `LOCK_LOST`. @public */
export interface StepRunStore {
  /** Adds the row of attempt 1, or raises `attempt` (and `conductor`) of the row that is there for this position. */
  start(
    lock: NodeLock,
    run: Pick<StepRun, "actionUuid" | "nodeUuid" | "position" | "phase" | "interface" | "step" | "repeat" | "args">,
  ): Promise<StepRun>;
  checkpoint(lock: NodeLock, uuid: string, value: JsonValue): Promise<void>;
  wait(lock: NodeLock, uuid: string): Promise<void>;
  end(
    lock: NodeLock,
    uuid: string,
    result: { readonly state: "done" | "failed"; readonly error?: string },
  ): Promise<void>;
  /** The row of a position, if the step was ever started. */
  find(actionUuid: string, position: number): Promise<StepRun | undefined>;
  list(
    filter: { readonly nodeUuid?: string; readonly actionUuid?: string },
    page: PageRequest<"id">,
  ): Promise<Page<StepRun>>;
}
