import Table from "cli-table3";
import { STAGES, type WalkResult } from "./machine-walk.js";

/** The outcome of a demo; the last line of `--once`. */
export interface DemoOutcome {
  readonly machines: number;
  readonly active: number;
  /** Failed where and as they should. */
  readonly failed_as_expected: number;
  /** Anything else. */
  readonly unexpected: number;
  readonly seconds: number;
}

/** Whether a machine ended as it should. */
export function isAsExpected({ machine: { expectedFailure }, failure }: WalkResult): boolean {
  if (expectedFailure === undefined) return failure === undefined;
  return failure?.stage === expectedFailure.stage && expectedFailure.says.test(failure.reason);
}

export function outcomeOf(results: readonly WalkResult[], seconds: number): DemoOutcome {
  const expected = results.filter(isAsExpected);
  return {
    machines: results.length,
    active: expected.filter(({ failure }) => failure === undefined).length,
    failed_as_expected: expected.filter(({ failure }) => failure !== undefined).length,
    unexpected: results.length - expected.length,
    seconds: Math.round(seconds * 10) / 10,
  };
}

/** A table with the seconds of each stage, then the reasons of those that failed. */
export function summaryText(results: readonly WalkResult[]): string {
  const table = new Table({
    head: ["machine", "BMC", "arch", ...STAGES.map((stage) => `${stage} s`), "result"],
    colAligns: ["left", "left", "left", ...STAGES.map(() => "right" as const), "left"],
    style: { head: [], border: [] },
  });
  for (const result of results) {
    const { machine, seconds, failure, diskSha256 } = result;
    table.push([
      machine.name,
      machine.bmc,
      machine.architecture,
      ...STAGES.map((stage) => seconds[stage]?.toFixed(1) ?? (failure?.stage === stage ? "✖" : "–")),
      failure === undefined
        ? `active, disk sha256 ${diskSha256?.slice(0, 12)}… verified`
        : `failed at ${failure.stage}${isAsExpected(result) ? ", as it should" : ""}`,
    ]);
  }
  const reasons = results.flatMap(({ machine, failure }) =>
    failure === undefined ? [] : [`${machine.name}: last_error: ${failure.reason}`],
  );
  return [table.toString(), ...reasons].join("\n");
}
