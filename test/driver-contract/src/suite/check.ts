import { describe, it } from "vitest";
import { secretsOf } from "./attempt.js";
import type { DriverHarness, HarnessMaker } from "./interface-harness.js";

/** One promise of a contract, checked on a harness of its own; rejects when the promise is broken. */
export interface Check<H> {
  /** A sentence about behaviour. */
  readonly title: string;
  run(harness: H): Promise<void>;
}

/** Runs a check on a new harness, then looks for secrets in what was logged. */
export async function runCheck<H extends DriverHarness>(check: Check<H>, make: HarnessMaker<H>): Promise<void> {
  const harness = await make();
  try {
    await check.run(harness);
    const text = harness.task.log.text();
    for (const secret of secretsOf(harness)) {
      if (text.includes(secret)) throw new Error("a secret of the node is in the log");
    }
  } finally {
    await harness.close?.();
  }
}

/** The titles of the checks that fail, with their errors. */
export async function failuresOf<H extends DriverHarness>(
  checks: readonly Check<H>[],
  make: HarnessMaker<H>,
): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const check of checks) await runCheck(check, make).catch((error: unknown) => failures.set(check.title, error));
  return failures;
}

/** Registers checks as tests. */
export function describeChecks<H extends DriverHarness>(
  name: string,
  checks: readonly Check<H>[],
  make: HarnessMaker<H>,
): void {
  describe(name, () => {
    for (const check of checks) it(check.title, () => runCheck(check, make));
  });
}
