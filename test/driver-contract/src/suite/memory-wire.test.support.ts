import { DriverError, type NodeTask } from "@steelyard/interfaces";
import { expect, it } from "vitest";
import { aTask } from "../task/a-task.js";
import type { TaskOptions } from "../task/test-task.js";
import { type Check, failuresOf } from "./check.js";
import type { DriverHarness } from "./interface-harness.js";

/** A wire to a machine in memory that behaves as a driver's wire client has to. */
export class MemoryWire {
  readonly seen: string[] = [];
  isHanging = false;
  isCut = false;

  async read(task: NodeTask, signal = task.signal): Promise<void> {
    signal.throwIfAborted();
    if (this.isCut) throw new DriverError("BMC_UNREACHABLE", { reason: "The wire is cut." });
    if (!this.isHanging) return;
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  }

  async write(task: NodeTask, what: string, signal = task.signal): Promise<void> {
    await this.read(task, signal);
    task.assertOwned();
    this.seen.push(what);
  }
}

/** What all harnesses over a {@link MemoryWire} have. */
export function wireHarness(wire: MemoryWire, options: TaskOptions = {}): DriverHarness {
  return {
    task: aTask(options),
    seen: () => wire.seen,
    patienceMs: 50,
    hang: () => {
      wire.isHanging = true;
    },
    cut: () => {
      wire.isCut = true;
    },
  };
}

/** A way to break an implementation, and a word of the title of a check that has to notice. */
export type Sabotage<H> = readonly [what: string, noticedBy: RegExp, sabotage: (harness: H) => void];

/** Proves that a suite passes a right implementation and notices each sabotage. */
export function itNotices<H extends DriverHarness>(
  checks: readonly Check<H>[],
  make: () => H,
  sabotages: readonly Sabotage<H>[],
): void {
  it("passes an implementation that keeps the contract", async () => {
    expect([...(await failuresOf(checks, make))]).toEqual([]);
  });

  it.each(sabotages)("notices one that %s", async (_what, noticedBy, sabotage) => {
    const meant = checks.filter(({ title }) => noticedBy.test(title));
    const failures = await failuresOf(meant, () => {
      const harness = make();
      sabotage(harness);
      return harness;
    });
    expect(failures.size).toBeGreaterThan(0);
  });
}
