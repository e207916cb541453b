import type { StepOutcome } from "@steelyard/interfaces";

/** An implementation whose methods a test may replace. */
export type Loose<T> = { -readonly [K in keyof T]: T[K] };
/** What an implementation without needs has. */
export const base = { properties: {}, validate: () => {} };
/** A wait that does not say how long. */
export const odd = { kind: "wait", pollAfterMs: 0 } as StepOutcome;

/** Answers of which every second one is another. */
export function alternating<V>(first: V, second: V): () => Promise<V> {
  let calls = 0;
  return async () => {
    calls += 1;
    return calls % 2 === 1 ? first : second;
  };
}
