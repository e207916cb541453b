import { isDeepStrictEqual } from "node:util";
import type { StepOutcome } from "@steelyard/interfaces";
import { POWER_TARGETS } from "@steelyard/interfaces";
import type { DriverHarness } from "./interface-harness.js";
import { ioOf } from "./io-watch.js";

const PATIENCE_MS = 10_000;
const PAUSE_MS = 10;

/** Asks until the answer is right, for as long as the harness has patience. */
export async function mustBecome<V>(
  { patienceMs = PATIENCE_MS }: DriverHarness,
  what: string,
  ask: () => Promise<V>,
  isRight: (value: V) => boolean,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await ask();
    if (isRight(value)) return;
    if (performance.now() > deadline)
      throw new Error(`${what}: not within ${patienceMs} ms; last it was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Waits for a promise, but not longer than `ms`. */
export async function mustSettle<V>(what: string, ms: number, pending: Promise<V>): Promise<V> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([pending, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Names that repeat, or that are not on the list of the wire. */
export function mustBeNames(what: string, names: readonly string[], known: readonly string[]): void {
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new Error(`${what} ${strange.join(", ")} is none of ${known.join(", ")}`);
  mustBeUnique(what, names);
}

export function mustBeUnique(what: string, names: readonly string[]): void {
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${what} ${twice.join(", ")} is there twice`);
}

/** @throws Error unless both are equal, key by key */
export function mustEqual(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Error(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

/** A method that is answered at once and touches nothing. */
export function mustBeLocal<V>(what: string, call: () => V): V {
  let answer: { readonly value: V } | undefined;
  const io = ioOf(() => {
    answer = { value: call() };
  });
  if (io.length > 0) throw new Error(`${what} did I/O: ${io.join(", ")}`);
  const value = answer!.value;
  if (value instanceof Promise) throw new Error(`${what} is answered by a promise`);
  return value;
}

/** An outcome as the conductor understands it. */
export function mustBeOutcome(what: string, outcome: StepOutcome | { readonly kind: "not-started" }): void {
  const wrong = (why: string) => new Error(`${what} ends with ${JSON.stringify(outcome)}: ${why}`);
  switch (outcome.kind) {
    case "done":
    case "not-started":
      return;
    case "wait":
      if (outcome.for === "agent") return;
      if (!(Number.isFinite(outcome.pollAfterMs) && outcome.pollAfterMs > 0))
        throw wrong("pollAfterMs has to be a number above 0");
      return;
    case "reboot":
    case "power":
      if (outcome.then !== "same" && outcome.then !== "next") throw wrong("then has to be same or next");
      if (outcome.kind === "power" && !POWER_TARGETS.includes(outcome.target)) throw wrong("no such power target");
      return;
    default:
      throw wrong("no such outcome");
  }
}

/** Plain JSON, as rows and API answers need it. */
export function mustBeJson(what: string, value: unknown): void {
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(value) ?? "null"), value))
    throw new Error(`${what} is no plain JSON`);
}

/** A text, or null where a hardware does not say. */
export function mustBeText(what: string, value: unknown): void {
  if (value !== null && (typeof value !== "string" || value === "")) throw new Error(`${what} is no text`);
}
