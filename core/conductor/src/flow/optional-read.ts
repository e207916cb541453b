import { isDriverError } from "@steelyard/interfaces";
import { failureText, isLost } from "../failures/failure-text.js";
import type { FlowRun } from "./flow-run.js";

/** Reads something worth having; its absence is noted and stops nothing. */
export async function optional<T>(run: FlowRun, what: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (run.task.signal.aborted || isLost(error)) throw error;
    const level = isDriverError(error, "NOT_SUPPORTED") ? "debug" : "warn";
    run.task.log[level](`${what} could not be read`, { node: run.task.nodeId, reason: failureText(error) });
    return undefined;
  }
}
