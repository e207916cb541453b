import { inspect } from "node:util";
import { type DriverError, FAILURES, type FailureCode, isDriverError } from "@steelyard/interfaces";
import type { DriverHarness } from "./interface-harness.js";

/** What a call came to. */
export type Attempt<V> =
  | { readonly kind: "answered"; readonly value: V }
  | { readonly kind: "refused"; readonly error: DriverError }
  /** The task's signal ended it and its own reason was passed on. */
  | { readonly kind: "ended"; readonly error: unknown };

/**
 * Calls, and looks at the error a call throws: it has to be a DriverError of a known code (or the reason with which the task's
 * signal ended), and it must tell no secret of the node to whoever prints it.
 */
export async function attempt<V>(harness: DriverHarness, call: () => V | Promise<V>): Promise<Attempt<V>> {
  try {
    return { kind: "answered", value: await call() };
  } catch (error) {
    mustTellNoSecret(harness, error);
    const { signal } = harness.task;
    const isFromSignal = signal.aborted && (error === signal.reason || (error as Error | null)?.name === "AbortError");
    if (isFromSignal) return { kind: "ended", error };
    return { kind: "refused", error: mustBeDriverError(error) };
  }
}

/** @throws Error unless `error` is a DriverError of a code in the table */
export function mustBeDriverError(error: unknown): DriverError {
  if (!isDriverError(error))
    throw new Error(`a driver throws DriverErrors and nothing else; this was ${inspect(error)}`, { cause: error });
  if (!Object.hasOwn(FAILURES, error.code)) throw new Error(`${String(error.code)} is no code of the failure table`);
  return error;
}

/** Calls what has to be refused with one of `codes`. */
export async function mustRefuse(
  harness: DriverHarness,
  codes: readonly FailureCode[],
  call: () => unknown,
): Promise<DriverError> {
  const outcome = await attempt(harness, call);
  if (outcome.kind !== "refused")
    throw new Error(`expected a DriverError ${codes.join(" or ")}, but the call ${outcome.kind} (${inspect(outcome)})`);
  if (!codes.includes(outcome.error.code))
    throw new Error(`expected ${codes.join(" or ")}, but it threw ${outcome.error.code}`, { cause: outcome.error });
  return outcome.error;
}

/**
 * Calls what may be unsupported.
 * @returns the value, or `undefined` after `NOT_SUPPORTED`
 */
export async function ifSupported<V>(harness: DriverHarness, call: () => V | Promise<V>): Promise<V | undefined> {
  const [value] = await valuesOf(harness, 1, call);
  return value;
}

/** Whether a method that answers nothing is supported; it is called. */
export async function isSupported(harness: DriverHarness, call: () => unknown): Promise<boolean> {
  return (await valuesOf(harness, 1, call)).length === 1;
}

/**
 * Calls what may be unsupported, several times: all of them have to succeed, or none to be supported.
 * @returns the values, none after `NOT_SUPPORTED`
 */
export async function valuesOf<V>(
  harness: DriverHarness,
  times: number,
  call: () => V | Promise<V>,
): Promise<readonly V[]> {
  const values: V[] = [];
  for (let index = 0; index < times; index += 1) {
    const outcome = await attempt(harness, call);
    if (outcome.kind === "answered") values.push(outcome.value);
    else if (outcome.kind === "refused" && outcome.error.code === "NOT_SUPPORTED" && values.length === 0) return [];
    else throw outcome.error;
  }
  return values;
}

const SECRET_KEY = /password|secret|token|(^|_)key$|kg_key/;

/** The values of the harness that nobody may read. */
export function secretsOf(harness: DriverHarness): readonly string[] {
  const found = Object.entries(harness.task.node.driverInfo).flatMap(([key, value]) =>
    SECRET_KEY.test(key) && typeof value === "string" && value.length > 3 ? [value] : [],
  );
  return [...found, ...(harness.secrets ?? [])];
}

function mustTellNoSecret(harness: DriverHarness, error: unknown): void {
  const shown = inspect(error, { depth: 12, showHidden: false, maxStringLength: null, maxArrayLength: null });
  for (const secret of secretsOf(harness)) {
    // The error itself is not passed on, since it would print the secret.
    if (shown.includes(secret)) throw new Error("an error shows a secret of the node");
  }
}
