export type { CallOptions, RedfishAnswer, RedfishResource, WriteOptions } from "./client/call-options.js";
export type { CloseOptions, WaitForTaskOptions } from "./client/redfish-client.js";
export { RedfishClient } from "./client/redfish-client.js";
export type { RedfishPoolOptions, RedfishTarget } from "./client/redfish-pool.js";
export { createRedfishPool, RedfishPool } from "./client/redfish-pool.js";
export type { RedfishMessage } from "./errors/extended-info.js";
export { decodeMessageId } from "./errors/extended-info.js";
export type { RedfishErrorFacts } from "./errors/redfish-error.js";
export { hasMessageKey, isRedfishError, RedfishError } from "./errors/redfish-error.js";
export type { RedfishFailure, RedfishFailureCode, RedfishRetry } from "./errors/redfish-failures.js";
export { REDFISH_FAILURES } from "./errors/redfish-failures.js";
export type { RedfishAction } from "./resources/action.js";
export { actionNames, resolveAction } from "./resources/action.js";
export {
  attribute,
  linkOf,
  linksIn,
  objectsIn,
  optionalBoolean,
  optionalEnum,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredLink,
  requiredString,
  stringsIn,
} from "./resources/attributes.js";
export type { MembersOptions } from "./resources/members.js";
export type { ResourceReader } from "./resources/resource-reader.js";
export type { ExpandSupport, ServiceRoot } from "./resources/service-root.js";
export { readServiceRoot } from "./resources/service-root.js";
export type { AuthType } from "./session/authenticator.js";
export type { SessionStore, StoredSession } from "./session/session-store.js";
export type { TaskReport } from "./tasks/task-report.js";
export type { TaskState } from "./tasks/task-states.js";
export { TASK_STATES } from "./tasks/task-states.js";
export type { BmcAddress } from "./transport/bmc-address.js";
export { isSameResource, parseBmcAddress } from "./transport/bmc-address.js";
export type { RedfishClock } from "./transport/clock.js";
export type { CallLimits } from "./transport/deadline.js";
export type { TlsOptions } from "./transport/tls-settings.js";
