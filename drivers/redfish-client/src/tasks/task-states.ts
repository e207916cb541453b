/**
 * Task states and whether the work goes on in them.
 * @remarks Source: DSP0268, Task, `TaskState`.
 * @public
 */
export const TASK_STATES = {
  New: "running",
  Starting: "running",
  Running: "running",
  Suspended: "running",
  Interrupted: "running",
  Pending: "running",
  Stopping: "running",
  Service: "running",
  Cancelling: "running",
  Completed: "done",
  Killed: "failed",
  Exception: "failed",
  Cancelled: "failed",
} as const satisfies Record<string, "running" | "done" | "failed">;

/** @public */
export type TaskState = keyof typeof TASK_STATES;
