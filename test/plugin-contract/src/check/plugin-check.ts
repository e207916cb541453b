import { describe, it } from "vitest";

/** One promise of a contract; rejects when it is broken. */
export interface PluginCheck<H> {
  /** A sentence about behaviour. */
  readonly title: string;
  run(harness: H): void | Promise<void>;
}

/** What every harness may have. @public */
export interface PluginHarness {
  /** Lets go of what the harness holds. */
  close?(): void | Promise<void>;
}

/** Makes a harness anew for every test. @public */
export type PluginHarnessMaker<H> = () => H | Promise<H>;

/** Runs a check on a harness of its own. */
export async function runPluginCheck<H extends PluginHarness>(
  check: PluginCheck<H>,
  make: PluginHarnessMaker<H>,
): Promise<void> {
  const harness = await make();
  try {
    await check.run(harness);
  } finally {
    await harness.close?.();
  }
}

/** Registers checks as tests. */
export function describePluginChecks<H extends PluginHarness>(
  name: string,
  checks: readonly PluginCheck<H>[],
  make: PluginHarnessMaker<H>,
): void {
  describe(name, () => {
    for (const check of checks) it(check.title, () => runPluginCheck(check, make));
  });
}
