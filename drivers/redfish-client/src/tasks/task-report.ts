import type { JsonObject } from "@steelyard/interfaces";
import type { RedfishAnswer } from "../client/call-options.js";
import { isObject, type RedfishMessage, readMessages } from "../errors/extended-info.js";
import type { RedfishError } from "../errors/redfish-error.js";
import { attribute, optionalEnum, optionalNumber, optionalString } from "../resources/attributes.js";
import { retryAfterMs } from "../transport/retry-after.js";
import { TASK_STATES, type TaskState } from "./task-states.js";

/** What one look at a task or task monitor showed. @public */
export interface TaskReport {
  readonly uri: string;
  /** `vanished`: the BMC no longer knows the task, as some do once it is over. */
  readonly kind: "running" | "done" | "failed" | "vanished";
  readonly httpStatus: number;
  readonly taskState: TaskState | undefined;
  /** `OK`, `Warning`, `Critical`. */
  readonly taskStatus: string | undefined;
  readonly percentComplete: number | undefined;
  readonly messages: readonly RedfishMessage[];
  /** The pause the service asks for before the next look. */
  readonly retryAfterMs: number | undefined;
  /** The Task resource, or the operation's own answer once a monitor is done. */
  readonly body: JsonObject | undefined;
  /** What the operation created, where its answer says so. */
  readonly location: string | undefined;
}

/**
 * Reads an answer of a task monitor (202 while the work goes on, then the operation's own answer) or of a Task resource
 * (`TaskState`).
 *
 * @remarks
 * Source: DSP0266, "Asynchronous operations"; DSP0268, Task. A task that completed with status Critical has failed.
 * @internal
 */
export function readTaskReport(answer: RedfishAnswer, wallNow: number): TaskReport {
  const resource = { body: answer.body ?? {} };
  const state = optionalEnum(resource, TASK_STATES, "TaskState");
  const taskStatus = optionalString(resource, "TaskStatus");
  const isTask = attribute(resource, "TaskState") !== undefined;
  const byState = state === undefined ? "running" : TASK_STATES[state];
  const byStatus = byState === "done" && taskStatus === "Critical" ? "failed" : byState;
  const kind = isTask ? byStatus : answer.status === 202 ? "running" : "done";
  return {
    uri: answer.uri,
    kind,
    httpStatus: answer.status,
    taskState: state,
    taskStatus,
    percentComplete: optionalNumber(resource, "PercentComplete"),
    messages: readMessages(attribute(resource, "Messages")),
    retryAfterMs: retryAfterMs(answer.headers["retry-after"], wallNow),
    body: answer.body,
    location: answer.location,
  };
}

/** Statuses of a monitor that are the operation's own answer, and not one about the monitor. */
const OF_THE_OPERATION: ReadonlySet<number> = new Set([400, 405, 406, 409, 412, 413, 415, 422, 428]);

/** The report of an answer with an error status; undefined where the error is not about the task. @internal */
export function readTaskFailure(uri: string, error: RedfishError): TaskReport | undefined {
  if (error.status === undefined) return undefined;
  const isGone = error.code === "NOT_FOUND";
  if (!isGone && !OF_THE_OPERATION.has(error.status)) return undefined;
  return {
    uri,
    kind: isGone ? "vanished" : "failed",
    httpStatus: error.status,
    taskState: undefined,
    taskStatus: undefined,
    percentComplete: undefined,
    messages: error.messages,
    retryAfterMs: undefined,
    body: undefined,
    location: undefined,
  };
}

/**
 * The address to watch after a write: `Location`, else the Task in the body. Undefined where the write is over already.
 * @internal
 */
export function monitorOf(answer: RedfishAnswer): string | undefined {
  if (answer.status !== 202) return undefined;
  const body = isObject(answer.body) ? answer.body : {};
  const inBody = body["TaskState"] === undefined ? undefined : (body["TaskMonitor"] ?? body["@odata.id"]);
  return answer.location ?? (typeof inBody === "string" ? inBody : undefined);
}
