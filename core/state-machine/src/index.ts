export { diagram } from "./diagram.js";
export type { Flow, FlowStates } from "./flows.js";
export { FLOWS } from "./flows.js";
export type { Position } from "./next.js";
export { eventsFrom, next } from "./next.js";
export {
  DELETABLE_STATES,
  FAST_TRACK_LOOKUP_STATES,
  INTERFACE_CHANGE_STATES,
  LOOKUP_STATES,
  PATCH_WHILE_TARGET_STATES,
  POWER_CHANGE_REFUSED_STATES,
  POWER_SYNC_SKIPPED_STATES,
  UNSTABLE_STATES,
} from "./state-sets.js";
export type { StateDescription, StateGroup } from "./states.js";
export { isBusy, isFailed, isHold, isStable, isWait, STATES } from "./states.js";
export type { ProvisionEvent, Transition } from "./transitions.js";
export { PROVISION_EVENTS, TRANSITIONS } from "./transitions.js";
export type { Verb } from "./verbs.js";
export { MAINTENANCE_BLOCKED_VERBS, VERBS } from "./verbs.js";
