import { setTimeout } from "node:timers/promises";

/** The time something takes on a real machine. Rejects when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal });
}
