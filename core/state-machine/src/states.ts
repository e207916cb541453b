import type { ProvisionState } from "@steelyard/interfaces";

/** `busy`: a conductor works. `wait`: something outside works. `hold`: a person decides. @public */
export type StateGroup = "idle" | "busy" | "wait" | "hold" | "failed";

/** @public */
export interface StateDescription {
  readonly group: StateGroup;
  /** What the state leads to unless a request says otherwise; null for stable states. */
  readonly defaultTarget: ProvisionState | null;
  /** Nothing moves it but a request. Only stable states are targets. */
  readonly isStable: boolean;
  readonly summary: string;
}

/**
 * What each provision state is.
 *
 * @remarks Source: Ironic `ironic.common.states`, the calls of `machine.add_state`.
 * @public
 */
export const STATES: Readonly<Record<ProvisionState, StateDescription>> = {
  enroll: stable("idle", "Known; its credentials are not proven."),
  verifying: { ...moving("busy", "manageable"), summary: "Credentials are checked and verify steps run." },
  manageable: stable("idle", "Credentials were proven; not schedulable."),
  available: stable("idle", "Clean and schedulable."),
  deploying: { ...moving("busy", "active"), summary: "A deploy step runs." },
  "wait call-back": { ...moving("wait", "active"), summary: "A deploy waits for the agent or the BMC." },
  "deploy hold": { ...moving("hold", "active"), summary: "A deploy is held until unhold." },
  "deploy failed": { ...moving("failed", "active"), summary: "A deploy failed." },
  active: stable("idle", "An instance runs on it."),
  deleting: { ...moving("busy", "available"), summary: "The instance is torn down." },
  error: stable("failed", "The tear-down of the instance failed."),
  cleaning: { ...moving("busy", "available"), summary: "A clean step runs." },
  "clean wait": { ...moving("wait", "available"), summary: "Cleaning waits for the agent or the BMC." },
  "clean hold": { ...moving("hold", "available"), summary: "Cleaning is held until unhold." },
  "clean failed": { ...moving("failed", "available"), summary: "Cleaning failed." },
  inspecting: { ...moving("busy", "manageable"), summary: "The hardware is inspected." },
  "inspect wait": { ...moving("wait", "manageable"), summary: "An inspection waits for the ramdisk." },
  "inspect failed": { ...moving("failed", "manageable"), summary: "An inspection failed." },
  adopting: { ...moving("busy", "active"), summary: "A machine that already has an instance is taken over." },
  "adopt failed": { ...moving("failed", "active"), summary: "Taking over an instance failed." },
  rescuing: { ...moving("busy", "rescue"), summary: "The rescue ramdisk is being booted." },
  "rescue wait": { ...moving("wait", "rescue"), summary: "Rescue waits for the agent." },
  "rescue failed": { ...moving("failed", "rescue"), summary: "The rescue ramdisk could not be booted." },
  rescue: stable("idle", "The rescue ramdisk runs on the tenant's network."),
  unrescuing: { ...moving("busy", "active"), summary: "The way back from rescue to the instance." },
  "unrescue failed": { ...moving("failed", "active"), summary: "The way back to the instance failed." },
  servicing: { ...moving("busy", "active"), summary: "A service step runs." },
  "service wait": { ...moving("wait", "active"), summary: "A service waits for the agent or the BMC." },
  "service hold": { ...moving("hold", "active"), summary: "A service is held until unhold." },
  "service failed": { ...moving("failed", "active"), summary: "A service failed." },
};

/** @public */
export function isStable(state: ProvisionState): boolean {
  return STATES[state].isStable;
}

/** True where a conductor holds the node and works; these fail or are taken over when it dies. @public */
export function isBusy(state: ProvisionState): boolean {
  return STATES[state].group === "busy";
}

/** @public */
export function isWait(state: ProvisionState): boolean {
  return STATES[state].group === "wait";
}

/** @public */
export function isHold(state: ProvisionState): boolean {
  return STATES[state].group === "hold";
}

/** True for `* failed` and `error`. @public */
export function isFailed(state: ProvisionState): boolean {
  return STATES[state].group === "failed";
}

function stable(group: StateGroup, summary: string): StateDescription {
  return { group, defaultTarget: null, isStable: true, summary };
}

function moving(group: StateGroup, defaultTarget: ProvisionState): Omit<StateDescription, "summary"> {
  return { group, defaultTarget, isStable: false };
}
