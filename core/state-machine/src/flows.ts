import type { ProvisionState } from "@steelyard/interfaces";

/** What a node can be made to do. @public */
export type Flow = "verify" | "clean" | "inspect" | "deploy" | "delete" | "adopt" | "rescue" | "unrescue" | "service";

/** The states of a flow; null where it has none of the kind. @public */
export interface FlowStates {
  readonly busy: ProvisionState;
  readonly wait: ProvisionState | null;
  readonly hold: ProvisionState | null;
  readonly failed: ProvisionState;
}

/** @public */
export const FLOWS: Readonly<Record<Flow, FlowStates>> = {
  verify: { busy: "verifying", wait: null, hold: null, failed: "enroll" },
  clean: { busy: "cleaning", wait: "clean wait", hold: "clean hold", failed: "clean failed" },
  inspect: { busy: "inspecting", wait: "inspect wait", hold: null, failed: "inspect failed" },
  deploy: { busy: "deploying", wait: "wait call-back", hold: "deploy hold", failed: "deploy failed" },
  delete: { busy: "deleting", wait: null, hold: null, failed: "error" },
  adopt: { busy: "adopting", wait: null, hold: null, failed: "adopt failed" },
  rescue: { busy: "rescuing", wait: "rescue wait", hold: null, failed: "rescue failed" },
  unrescue: { busy: "unrescuing", wait: null, hold: null, failed: "unrescue failed" },
  service: { busy: "servicing", wait: "service wait", hold: "service hold", failed: "service failed" },
};
