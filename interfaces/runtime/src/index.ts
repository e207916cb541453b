export type { Clock } from "./clock/clock.js";
export { CLOCK } from "./clock/clock.js";
export type {
  ConductorService,
  Heartbeat,
  InterfaceVerdict,
  MachineSetting,
  ProvisionRequest,
  ProvisionVerb,
  UserStep,
} from "./conductor/conductor-service.js";
export { CONDUCTOR, PROVISION_VERBS } from "./conductor/conductor-service.js";
export type { RequestFailureCode } from "./conductor/request-error.js";
export { isRequestError, REQUEST_FAILURES, RequestError } from "./conductor/request-error.js";
export type { MachineFileServer, ServedFile } from "./files/machine-file-server.js";
export { MACHINE_FILE_SERVER } from "./files/machine-file-server.js";
export type { PublicAddress } from "./files/public-address.js";
export { PUBLIC_ADDRESS } from "./files/public-address.js";
export type {
  Action,
  ActionCall,
  ActionChanges,
  ActionState,
  ActionStore,
  ActionWait,
  Claimant,
  ClaimedAction,
  DueAction,
  NewAction,
} from "./store/action-store.js";
export { ACTION_CALLS } from "./store/action-store.js";
export type { BmcSessionRecord, BmcSessionStore } from "./store/bmc-session-store.js";
export type { Chassis, ChassisStore } from "./store/chassis-store.js";
export type {
  ConductorRecord,
  ConductorRegistration,
  ConductorStore,
  ServedHardwareType,
} from "./store/conductor-store.js";
export type { HistoryEntry, HistoryStore } from "./store/history-store.js";
export type {
  MachineFileRecord,
  MachineFileStore,
  NodeDataStore,
  SettingStore,
  Stored,
} from "./store/node-data-store.js";
export type {
  NewNode,
  NodeChanges,
  NodeFilter,
  NodeGuard,
  NodeIdent,
  NodeLock,
  NodeSortKey,
  NodeStore,
} from "./store/node-store.js";
export type { Page, PageRequest } from "./store/page.js";
export type {
  NewPort,
  NewPortgroup,
  PortChanges,
  PortFilter,
  PortgroupChanges,
  PortgroupStore,
  PortStore,
} from "./store/port-store.js";
export type { StepRun, StepRunState, StepRunStore } from "./store/step-run-store.js";
export type { Repositories, Store } from "./store/store.js";
export { STORE } from "./store/store.js";
export type { StoreErrorDetails, StoreFailureCode } from "./store/store-error.js";
export { isStoreError, STORE_FAILURES, StoreError } from "./store/store-error.js";
