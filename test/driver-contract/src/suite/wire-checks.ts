import { attempt } from "./attempt.js";
import type { Check } from "./check.js";
import type { DriverHarness } from "./interface-harness.js";
import { mustSettle } from "./must.js";

/** A call of a method as the conductor makes it. */
export interface WireCall<H> {
  readonly name: string;
  /** Whether the call may change the machine, a service or the node. */
  readonly isWrite: boolean;
  /** Whether an answer is only true when the hardware gave it: success without it is a lie. Default false. */
  readonly needsHardware?: boolean;
  call(harness: H): Promise<unknown>;
}

/** How long a call may take to end after its signal ended, in milliseconds. */
const ENDS_WITHIN_MS = 2000;
/** How long a call is left alone before its signal ends, in milliseconds: long enough for its request to be under way. */
const UNDER_WAY_MS = 50;
const MOST_WRITES = 50;

/** What every method that talks to hardware promises: fencing, an end, and errors of the table. */
export function wireChecks<H extends DriverHarness>(
  callsOf: (harness: H) => readonly WireCall<H>[] | Promise<readonly WireCall<H>[]>,
): readonly Check<H>[] {
  return [
    {
      title: "asks assertOwned before every write, and writes nothing for a process that lost the node",
      run: async (harness) => {
        for (const each of (await callsOf(harness)).filter(({ isWrite }) => isWrite)) await mustBeFenced(harness, each);
      },
    },
    {
      title: "ends every call soon after the task's signal ended, and writes nothing afterwards",
      run: async (harness) => {
        const calls = await callsOf(harness);
        for (const each of calls) await mustNotStart(harness, each);
        if (harness.hang === undefined) return;
        await harness.hang();
        for (const each of calls) await mustEnd(harness, each);
      },
    },
    {
      title: "fails with a code of the failure table and no secret, also when the hardware cannot be reached",
      run: async (harness) => {
        const calls = await callsOf(harness);
        for (const each of calls) await attempt(harness, () => each.call(harness));
        if (harness.cut === undefined) return;
        await harness.cut();
        for (const each of calls.filter(({ needsHardware }) => needsHardware)) {
          const outcome = await attempt(harness, () => each.call(harness));
          if (outcome.kind !== "refused") throw new Error(`${each.name} ${outcome.kind} without the hardware`);
          if (outcome.error.code === "INTERNAL") throw new Error(`${each.name} takes it for a defect of ours`);
        }
      },
    },
  ];
}

/** With an ownership that ends after n questions, at most n writes go out, for every n up to what the call needs. */
async function mustBeFenced<H extends DriverHarness>(harness: H, { name, call }: WireCall<H>): Promise<void> {
  const { task } = harness;
  for (let checks = 0; checks < MOST_WRITES; checks += 1) {
    const before = harness.seen().length;
    task.loseAfter(checks);
    const asked = task.ownershipChecks;
    if (checks === 0) task.lose();
    const outcome = await attempt(harness, () => call(harness));
    task.regain();
    const writes = harness.seen().length - before;
    if (writes > checks)
      throw new Error(`${name}: ${writes} writes went out, but assertOwned answered only ${checks} times`);
    if (outcome.kind === "answered") {
      if (task.ownershipChecks - asked <= checks) return;
      throw new Error(`${name} succeeded although assertOwned said that the node is lost`);
    }
    if (outcome.kind === "refused" && outcome.error.code === "NOT_SUPPORTED") return;
    if (outcome.kind === "refused" && outcome.error.code === "RESERVATION_LOST") continue;
    throw new Error(`${name}: a node that is lost is told by RESERVATION_LOST`, { cause: outcome.error });
  }
  throw new Error(`${name} asks assertOwned more than ${MOST_WRITES} times`);
}

async function mustNotStart<H extends DriverHarness>(harness: H, each: WireCall<H>): Promise<void> {
  const before = harness.seen().length;
  harness.task.abort();
  const outcome = await soon(
    each.name,
    attempt(harness, () => each.call(harness)),
  );
  harness.task.renewSignal();
  if (harness.seen().length > before) throw new Error(`${each.name} wrote although the task's signal had ended`);
  if (outcome.kind === "answered" && each.needsHardware)
    throw new Error(`${each.name} answered although the task's signal had ended`);
}

async function mustEnd<H extends DriverHarness>(harness: H, each: WireCall<H>): Promise<void> {
  const pending = attempt(harness, () => each.call(harness));
  await new Promise((resolve) => setTimeout(resolve, UNDER_WAY_MS));
  harness.task.abort();
  const outcome = await soon(each.name, pending);
  harness.task.renewSignal();
  if (outcome.kind === "answered" && each.needsHardware)
    throw new Error(`${each.name} answered although the hardware does not`);
}

function soon<V>(name: string, pending: Promise<V>): Promise<V> {
  return mustSettle(`${name}, whose task's signal ended,`, ENDS_WITHIN_MS, pending);
}
