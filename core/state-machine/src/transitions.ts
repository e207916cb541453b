import type { ProvisionState } from "@steelyard/interfaces";

/** What a user or a conductor asks of the machine. Source: Ironic `ironic.common.states`. @public */
export const PROVISION_EVENTS = [
  "manage",
  "provide",
  "clean",
  "inspect",
  "deploy",
  "rebuild",
  "delete",
  "abort",
  "adopt",
  "rescue",
  "unrescue",
  "service",
  "unhold",
  "wait",
  "hold",
  "resume",
  "done",
  "fail",
] as const;

/** @public */
export type ProvisionEvent = (typeof PROVISION_EVENTS)[number];

/** One allowed move. @public */
export interface Transition {
  readonly from: ProvisionState;
  readonly on: ProvisionEvent;
  readonly to: ProvisionState;
  /** The row applies only while the node's target is this one. */
  readonly whenTarget?: ProvisionState;
  /** The target the move sets, where it is not the default of the state entered. */
  readonly target?: ProvisionState;
}

/**
 * Every allowed move; what is not here is refused.
 *
 * @remarks Source: Ironic `ironic.common.states`, the calls of `machine.add_transition`.
 * @public
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: "enroll", on: "manage", to: "verifying" },
  { from: "verifying", on: "done", to: "manageable" },
  { from: "verifying", on: "fail", to: "enroll" },

  { from: "manageable", on: "provide", to: "cleaning", target: "available" },
  { from: "manageable", on: "clean", to: "cleaning", target: "manageable" },
  { from: "manageable", on: "inspect", to: "inspecting" },
  { from: "manageable", on: "adopt", to: "adopting" },
  { from: "available", on: "deploy", to: "deploying" },
  { from: "available", on: "manage", to: "manageable" },

  { from: "deploying", on: "wait", to: "wait call-back" },
  { from: "deploying", on: "hold", to: "deploy hold" },
  { from: "deploying", on: "done", to: "active" },
  { from: "deploying", on: "fail", to: "deploy failed" },
  { from: "wait call-back", on: "resume", to: "deploying" },
  { from: "wait call-back", on: "hold", to: "deploy hold" },
  { from: "wait call-back", on: "fail", to: "deploy failed" },
  { from: "wait call-back", on: "abort", to: "deploy failed" },
  { from: "wait call-back", on: "delete", to: "deleting" },
  { from: "deploy hold", on: "unhold", to: "wait call-back" },
  { from: "deploy hold", on: "abort", to: "deploy failed" },
  { from: "deploy failed", on: "deploy", to: "deploying" },
  { from: "deploy failed", on: "rebuild", to: "deploying" },
  { from: "deploy failed", on: "delete", to: "deleting" },

  { from: "active", on: "rebuild", to: "deploying" },
  { from: "active", on: "delete", to: "deleting" },
  { from: "active", on: "rescue", to: "rescuing" },
  { from: "active", on: "service", to: "servicing" },
  { from: "deleting", on: "clean", to: "cleaning" },
  { from: "deleting", on: "fail", to: "error" },
  { from: "error", on: "rebuild", to: "deploying" },
  { from: "error", on: "delete", to: "deleting" },

  { from: "cleaning", on: "done", to: "available", whenTarget: "available" },
  { from: "cleaning", on: "done", to: "manageable", whenTarget: "manageable" },
  { from: "cleaning", on: "manage", to: "manageable" },
  { from: "cleaning", on: "wait", to: "clean wait" },
  { from: "cleaning", on: "hold", to: "clean hold" },
  { from: "cleaning", on: "fail", to: "clean failed" },
  { from: "clean wait", on: "resume", to: "cleaning" },
  { from: "clean wait", on: "hold", to: "clean hold" },
  { from: "clean wait", on: "fail", to: "clean failed" },
  { from: "clean wait", on: "abort", to: "clean failed" },
  { from: "clean hold", on: "unhold", to: "clean wait" },
  { from: "clean hold", on: "abort", to: "clean failed" },
  { from: "clean failed", on: "manage", to: "manageable" },

  { from: "inspecting", on: "done", to: "manageable" },
  { from: "inspecting", on: "fail", to: "inspect failed" },
  { from: "inspecting", on: "wait", to: "inspect wait" },
  { from: "inspect wait", on: "done", to: "manageable" },
  { from: "inspect wait", on: "fail", to: "inspect failed" },
  { from: "inspect wait", on: "abort", to: "inspect failed" },
  { from: "inspect wait", on: "resume", to: "inspecting" },
  { from: "inspect failed", on: "manage", to: "manageable" },
  { from: "inspect failed", on: "inspect", to: "inspecting" },

  { from: "adopting", on: "done", to: "active" },
  { from: "adopting", on: "fail", to: "adopt failed" },
  { from: "adopt failed", on: "adopt", to: "adopting" },
  { from: "adopt failed", on: "manage", to: "manageable" },

  { from: "rescuing", on: "done", to: "rescue" },
  { from: "rescuing", on: "wait", to: "rescue wait" },
  { from: "rescuing", on: "fail", to: "rescue failed" },
  { from: "rescue wait", on: "resume", to: "rescuing" },
  { from: "rescue wait", on: "fail", to: "rescue failed" },
  { from: "rescue wait", on: "abort", to: "rescue failed" },
  { from: "rescue wait", on: "delete", to: "deleting" },
  { from: "rescue", on: "rescue", to: "rescuing" },
  { from: "rescue", on: "unrescue", to: "unrescuing" },
  { from: "rescue", on: "delete", to: "deleting" },
  { from: "rescue failed", on: "rescue", to: "rescuing" },
  { from: "rescue failed", on: "unrescue", to: "unrescuing" },
  { from: "rescue failed", on: "delete", to: "deleting" },
  { from: "unrescuing", on: "done", to: "active" },
  { from: "unrescuing", on: "fail", to: "unrescue failed" },
  { from: "unrescue failed", on: "rescue", to: "rescuing" },
  { from: "unrescue failed", on: "unrescue", to: "unrescuing" },
  { from: "unrescue failed", on: "delete", to: "deleting" },

  { from: "servicing", on: "done", to: "active" },
  { from: "servicing", on: "fail", to: "service failed" },
  { from: "servicing", on: "wait", to: "service wait" },
  { from: "servicing", on: "hold", to: "service hold" },
  { from: "service wait", on: "resume", to: "servicing" },
  { from: "service wait", on: "hold", to: "service hold" },
  { from: "service wait", on: "fail", to: "service failed" },
  { from: "service wait", on: "abort", to: "service failed" },
  { from: "service wait", on: "delete", to: "deleting" },
  { from: "service hold", on: "service", to: "servicing" },
  { from: "service hold", on: "unhold", to: "service wait" },
  { from: "service hold", on: "fail", to: "service failed" },
  { from: "service hold", on: "abort", to: "service failed" },
  { from: "service failed", on: "service", to: "servicing" },
  { from: "service failed", on: "rescue", to: "rescuing" },
  { from: "service failed", on: "wait", to: "service wait" },
  { from: "service failed", on: "hold", to: "service hold" },
  { from: "service failed", on: "delete", to: "deleting" },
  { from: "service failed", on: "abort", to: "active" },
];
