import type { JsonObject, Node } from "@steelyard/interfaces";
import type { NodeLock } from "./node-store.js";
import type { Page, PageRequest } from "./page.js";

/**
 * What has to happen to a node.
 * @public
 */
export const ACTION_CALLS = [
  "verify",
  "provide",
  "clean",
  "inspect",
  "deploy",
  "rebuild",
  "undeploy",
  "adopt",
  "service",
  "rescue",
  "unrescue",
  "abort",
  "power",
  "console",
  "boot-mode",
  "secure-boot",
] as const;

/** @public */
export type ActionCall = (typeof ACTION_CALLS)[number];

/**
 * - `ready`: to be done once `startAfter` has come; claimed or not.
 * - `waiting`: for the agent, a poll or an unhold; due at `startAfter` (a poll) or at `deadlineAt` (a time-out).
 * - `done`, `failed`, `cancelled`: over.
 * @public
 */
export type ActionState = "ready" | "waiting" | "done" | "failed" | "cancelled";

/** @public */
export type ActionWait = "agent" | "poll" | "hold";

/** A row of durable work. At most one action of a node is not over. @public */
export interface Action {
  readonly id: number;
  readonly uuid: string;
  readonly nodeUuid: string;
  readonly call: ActionCall;
  /** Arguments of the request. May hold secrets (rescue password, config drive): never shown, never logged. */
  readonly args: JsonObject;
  readonly state: ActionState;
  readonly waitFor: ActionWait | null;
  /** Not due before this time. */
  readonly startAfter: string;
  /** When a wait has lasted too long; null: no limit. */
  readonly deadlineAt: string | null;
  /** How often it was claimed. */
  readonly attempts: number;
  readonly claimedBy: string | null;
  readonly claimEpoch: number | null;
  /** Whether the node stays reserved between two claims (busy states) or not (wait and hold states). */
  readonly holdsNode: boolean;
  /** Where the flow stands: written by the conductor, shown to nobody. */
  readonly cursor: JsonObject;
  /** What came in while it waited: `{ heartbeat: true }`, `{ abort: true }`, `{ unhold: true }`, … merged by key. */
  readonly events: JsonObject;
  readonly lastError: string | null;
  readonly requestId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
}

/** @public */
export interface NewAction {
  readonly uuid: string;
  readonly nodeUuid: string;
  readonly call: ActionCall;
  readonly args: JsonObject;
  /** In milliseconds from the database's now (default 0). */
  readonly startAfterMs?: number;
  readonly requestId?: string | null;
  /** The name shown as the node's `reservation` until a conductor claims it (its owner by the ring, or the answering process). */
  readonly reservedFor: string;
}

/** Fenced changes of a claimed action. Times in milliseconds from the database's now. @public */
export interface ActionChanges {
  readonly state?: ActionState;
  readonly waitFor?: ActionWait | null;
  readonly startAfterMs?: number;
  /** null: no limit. */
  readonly deadlineMs?: number | null;
  readonly holdsNode?: boolean;
  readonly cursor?: JsonObject;
  /** Keys of `events` that were dealt with. */
  readonly clearEvents?: readonly string[];
  readonly lastError?: string | null;
}

/** A claim: the action, its node as of the claim, and the lock on it. @public */
export interface ClaimedAction {
  readonly action: Action;
  readonly node: Node;
  readonly lock: NodeLock;
}

/** Who claims. @public */
export interface Claimant {
  readonly conductor: string;
  readonly epoch: number;
}

/** An action that is due, with what the ring needs to know of its node. @public */
export interface DueAction {
  readonly id: number;
  readonly uuid: string;
  readonly nodeUuid: string;
  readonly driver: string;
  readonly conductorGroup: string;
  readonly shard: string | null;
  readonly startAfter: string;
}

/** Durable work as rows. @public */
export interface ActionStore {
  /**
   * Adds an action and reserves its node (`reservation` becomes `reservedFor`).
   * @throws StoreError `NODE_LOCKED` when the node is reserved or has an action that is not over and not waiting
   */
  insert(action: NewAction): Promise<Action>;
  get(uuid: string): Promise<Action>;
  /** The action of the node that is not over, if any. */
  current(nodeUuid: string): Promise<Action | undefined>;
  list(
    filter: {
      readonly nodeUuid?: string;
      readonly states?: readonly ActionState[];
      readonly calls?: readonly ActionCall[];
    },
    page: PageRequest<"id">,
  ): Promise<Page<Action>>;
  /**
   * Actions that are due now and that no live conductor holds, by `startAfter`, after the row given. Uses an index.
   * An action is due when it is `ready` and `startAfter` has come, or `waiting` and `startAfter` or `deadlineAt` has come, or it has events.
   */
  due(limit: number, after?: { readonly startAfter: string; readonly id: number }): Promise<readonly DueAction[]>;
  /** Milliseconds from now until the next action is due, at most `atMostMs`; for the idle loop. */
  nextDueInMs(atMostMs: number): Promise<number>;
  /**
   * Takes a due action and its node, or answers undefined when another was faster or the node is reserved by somebody else.
   * Fences out the former holder: its lock and claim are lost from here on.
   */
  claim(id: number, claimant: Claimant): Promise<ClaimedAction | undefined>;
  /**
   * Fenced change of an action under its claim; with `keepClaim: false` the claim is given back, and unless `holdsNode` the reservation too.
   * An action that is over always gives both back. @throws StoreError `LOCK_LOST`
   */
  update(
    claim: ClaimedAction | { readonly action: Pick<Action, "uuid">; readonly lock: NodeLock },
    changes: ActionChanges,
    options: { readonly keepClaim: boolean },
  ): Promise<Action>;
  /**
   * Notes something that came in for the node's waiting or running action: merges `events` and makes a waiting action due.
   * @returns false when the node has no action that is not over
   */
  notify(nodeUuid: string, events: JsonObject, options?: { readonly deadlineMs?: number | null }): Promise<boolean>;
  /** Ends the node's action without a claim (abort, delete): it becomes `cancelled`, whoever held it loses its lock. Answers it. */
  cancel(nodeUuid: string, reason: string): Promise<Action | undefined>;
}
