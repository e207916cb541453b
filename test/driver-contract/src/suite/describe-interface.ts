import type { InterfaceType } from "@steelyard/interfaces";
import { absentChecks } from "./absent-checks.js";
import { type Check, describeChecks } from "./check.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "./interface-harness.js";
import { validateChecks } from "./validate-checks.js";
import { type WireCall, wireChecks } from "./wire-checks.js";

/** What one interface's contract adds to what all have. */
export interface Contract<T extends InterfaceType, H extends InterfaceHarness<T>> {
  readonly type: T;
  /** Every call that may reach hardware, with arguments that fit the harness; absent where the interface has none. */
  calls?(harness: H): readonly WireCall<H>[] | Promise<readonly WireCall<H>[]>;
  readonly checks: readonly Check<H>[];
}

/** The checks that an implementation of a kind has to pass. */
export function checksOf<T extends InterfaceType, H extends InterfaceHarness<T>>(
  { type, calls, checks }: Contract<T, H>,
  name: string,
  { kind = "wire" }: SuiteOptions = {},
): readonly Check<H>[] {
  const common = validateChecks(type, kind) as readonly Check<H>[];
  if (kind === "absent") return [...common, ...(absentChecks(type, name) as readonly Check<H>[])];
  return kind === "local" || calls === undefined
    ? [...common, ...checks]
    : [...common, ...checks, ...wireChecks(calls)];
}

/** Registers the contract of an interface for one implementation. */
export function describeInterface<T extends InterfaceType, H extends InterfaceHarness<T>>(
  contract: Contract<T, H>,
  name: string,
  make: HarnessMaker<H>,
  options: SuiteOptions = {},
): void {
  describeChecks(`${contract.type} interface ${name}`, checksOf(contract, name, options), make);
}
