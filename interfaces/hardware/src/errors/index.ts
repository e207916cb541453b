export { DriverError, isDriverError } from "./driver-error.js";
export type { FailureCode, FailureKind, RetryPolicy } from "./failures.js";
export { FAILURES } from "./failures.js";
export { notSupported } from "./not-supported.js";
