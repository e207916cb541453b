import { PROVISION_STATES, type ProvisionState } from "@steelyard/interfaces";
import { isBusy, isWait } from "./states.js";

type StateSet = ReadonlySet<ProvisionState>;

/** A conductor or something outside works: every busy and every wait state. Source: Ironic `states.UNSTABLE_STATES`. @public */
export const UNSTABLE_STATES: StateSet = new Set(PROVISION_STATES.filter((state) => isBusy(state) || isWait(state)));

/** A ramdisk may look up its node. Source: Ironic `states.LOOKUP_ALLOWED_STATES`. @public */
export const LOOKUP_STATES: StateSet = new Set<ProvisionState>([
  "deploying",
  "wait call-back",
  "cleaning",
  "clean wait",
  "inspecting",
  "inspect wait",
  "rescuing",
  "rescue wait",
  "service wait",
]);

/** Further lookup states where fast track is on. Source: Ironic `states.FASTTRACK_LOOKUP_ALLOWED_STATES`. @public */
export const FAST_TRACK_LOOKUP_STATES: StateSet = new Set<ProvisionState>([
  ...LOOKUP_STATES,
  "enroll",
  "manageable",
  "available",
  "servicing",
  "service hold",
]);

/**
 * A node may be deleted without maintenance; `available` comes on top unless `[conductor] allow_deleting_available_nodes`
 * is off. Source: Ironic `states.DELETE_ALLOWED_STATES`.
 * @public
 */
export const DELETABLE_STATES: StateSet = new Set<ProvisionState>(["manageable", "enroll", "adopt failed"]);

/** The power sync leaves these alone. Source: Ironic `ConductorManager._sync_power_states`. @public */
export const POWER_SYNC_SKIPPED_STATES: StateSet = new Set<ProvisionState>([
  "wait call-back",
  "clean wait",
  "enroll",
  "adopt failed",
]);

/** Hardware interfaces may be changed. Source: Ironic `ConductorManager.update_node`. @public */
export const INTERFACE_CHANGE_STATES: StateSet = new Set<ProvisionState>([
  "enroll",
  "inspecting",
  "inspect wait",
  "manageable",
  "available",
]);

/** A node may be patched although it has a target; `inspecting` only below 1.39. Source: Ironic `states.UPDATE_ALLOWED_STATES`. @public */
export const PATCH_WHILE_TARGET_STATES: StateSet = new Set<ProvisionState>([
  "deploy failed",
  "inspecting",
  "inspect failed",
  "inspect wait",
  "clean failed",
  "error",
  "verifying",
  "adopt failed",
  "rescue failed",
  "unrescue failed",
  "service hold",
  "service failed",
]);

/** Power requests are refused. Source: Ironic `NodeStatesController.power`. @public */
export const POWER_CHANGE_REFUSED_STATES: StateSet = new Set<ProvisionState>(["cleaning", "clean wait"]);
