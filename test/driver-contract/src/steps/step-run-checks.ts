import type { JsonObject, StepCheck, StepRow, StepTable } from "@steelyard/interfaces";
import { attempt } from "../suite/attempt.js";
import type { Check } from "../suite/check.js";
import { mustBeOutcome } from "../suite/must.js";
import type { StepHarness } from "./step-harness.js";

const MOST_LOOKS = 50;

/** What running the steps of a table promises; one test per step and promise. */
export function stepRunChecks<T>(table: StepTable<T>): readonly Check<StepHarness<T>>[] {
  return [...table].flatMap(([name, row]) => [
    {
      title: `${name} ends with an outcome and comes to its end`,
      run: async (harness) => finish(harness, row, await start(harness, row)),
    },
    {
      title: `${name} comes to its end when the process dies right after it was started`,
      run: async (harness) => {
        await start(harness, row);
        if (row.repeat === "never") return;
        const next: StepHarness<T> = { ...harness, task: harness.task.successor() };
        const again = row.repeat === "safe" ? await start(next, row) : await look(next, row);
        await finish(next, row, again);
      },
    },
    {
      title: `${name} writes nothing for a process that lost the node`,
      run: async (harness) => {
        enter(harness, row);
        harness.task.lose();
        const before = harness.seen().length;
        const outcome = await attempt(harness, () => row.run(harness.target, harness.task, argsOf(harness, row)));
        if (harness.seen().length > before) throw new Error("it wrote although the node is lost");
        if (outcome.kind === "refused" && outcome.error.code !== "RESERVATION_LOST")
          throw new Error(`it threw ${outcome.error.code}, not RESERVATION_LOST`, { cause: outcome.error });
      },
    },
  ]);
}

function argsOf<T>({ args = {} }: StepHarness<T>, { step }: StepRow<T>): JsonObject {
  return args[step] ?? {};
}

/** The task runs the step, as the conductor says before it calls. */
function enter<T>(harness: StepHarness<T>, row: StepRow<T>): void {
  const [phase = "clean"] = Object.keys(row.phases) as (keyof typeof row.phases)[];
  const attemptNumber = harness.task.step?.attempt ?? 1;
  harness.task.step = {
    phase,
    interface: harness.task.step?.interface ?? "deploy",
    step: row.step,
    args: argsOf(harness, row),
    attempt: attemptNumber,
  };
}

async function start<T>(harness: StepHarness<T>, row: StepRow<T>): Promise<StepCheck> {
  enter(harness, row);
  return row.run(harness.target, harness.task, argsOf(harness, row));
}

async function look<T>(harness: StepHarness<T>, row: StepRow<T>): Promise<StepCheck> {
  if (row.check === undefined) throw new Error("it waits and has no check to ask");
  return row.check(harness.target, harness.task, argsOf(harness, row));
}

/** Follows a step as the conductor does until nothing of it is left. */
async function finish<T>(harness: StepHarness<T>, row: StepRow<T>, begun: StepCheck): Promise<void> {
  let outcome = begun;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    mustBeOutcome(row.step, outcome);
    if (outcome.kind === "done") return;
    if (outcome.kind === "not-started") {
      outcome = await start(harness, row);
      if (outcome.kind === "not-started") throw new Error("a run ends with an outcome");
      continue;
    }
    await harness.settle?.(outcome);
    if ((outcome.kind === "reboot" || outcome.kind === "power") && outcome.then === "next") return;
    outcome = await look(harness, row);
  }
  throw new Error(`it has not ended after ${MOST_LOOKS} looks; last: ${JSON.stringify(outcome)}`);
}
