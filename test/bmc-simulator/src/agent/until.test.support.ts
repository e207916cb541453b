import { setTimeout } from "node:timers/promises";

/** Resolves once `condition` holds. Rejects after `timeoutMs`. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("the condition did not come to hold in time");
    await setTimeout(5);
  }
}
