import { FAILURES, type FailureKind } from "@steelyard/interfaces";
import { REQUEST_FAILURES, STORE_FAILURES } from "@steelyard/runtime-interfaces";
import { page } from "./markdown.js";

const RETRY: Readonly<Record<FailureKind["retry"], string>> = {
  never: "Not tried again: it needs a change by the operator.",
  backoff: "Tried again, with growing pauses.",
  soon: "Tried again at once.",
};

/** `errors.md`: a section per code. */
export function errorsPage(): string {
  const failures = Object.entries(FAILURES as Readonly<Record<string, FailureKind>>);
  return page(
    "Errors",
    "A failure has one code, and the code says what it means to the API and whether it is tried again. The message in " +
      "`last_error`, in the node's history and in the API's answer begins with the summary given here; what follows are " +
      "the facts of the case. No program needs to parse a message.",
    "## Failures of work",
    "Thrown by drivers, plugins and the conductor as `DriverError`.",
    ...failures.flatMap(([name, { summary, httpStatus, retry }]) => [
      `### ${name}`,
      `${summary} HTTP status ${httpStatus} where a request waits for it. ${RETRY[retry]}`,
    ]),
    "## Refused requests",
    "Why the conductor refuses what the API asks of it (`RequestError`).",
    ...Object.entries(REQUEST_FAILURES).flatMap(([name, { summary, httpStatus }]) => [
      `### ${name}`,
      `${summary} HTTP status ${httpStatus}.`,
    ]),
    "## Refusals of the store",
    "What a store refuses (`StoreError`). The API turns them into the refusals above; at the start of a program they end it.",
    ...Object.entries(STORE_FAILURES).flatMap(([name, summary]) => [`### Store: ${name}`, summary]),
  );
}
