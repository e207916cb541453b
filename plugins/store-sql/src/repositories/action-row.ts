import type { Action } from "@steelyard/runtime-interfaces";
import { columns, fromRow, type Row } from "../rows/columns.js";

export const ACTION_COLUMNS = columns({
  id: "int",
  uuid: "text",
  nodeUuid: "text",
  call: "text",
  args: "json",
  state: "text",
  waitFor: "text",
  startAfter: "time",
  deadlineAt: "time",
  attempts: "int",
  claimedBy: "text",
  claimEpoch: "int",
  holdsNode: "bool",
  cursor: "json",
  events: "json",
  lastError: "text",
  requestId: "text",
  createdAt: "time",
  updatedAt: "time",
  finishedAt: "time",
});

export const NOT_OVER = ["ready", "waiting"];

export function actionFromRow(row: Row): Action {
  return fromRow<Action>(ACTION_COLUMNS, row);
}

/** When an action is due, in milliseconds; null when it is over. */
export function dueAt(action: {
  readonly state: string;
  readonly startAfterMs: number;
  readonly deadlineMs: number | null;
  readonly hasEvents: boolean;
  readonly nowMs: number;
}): number | null {
  if (action.state === "ready") return action.startAfterMs;
  if (action.state !== "waiting") return null;
  if (action.hasEvents) return Math.min(action.nowMs, action.startAfterMs);
  return action.deadlineMs === null ? action.startAfterMs : Math.min(action.startAfterMs, action.deadlineMs);
}
