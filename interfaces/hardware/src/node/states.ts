/**
 * Provision states by their wire value.
 *
 * @remarks Source: Ironic `ironic.common.states`, REST microversions up to 1.115.
 * @public
 */
export const PROVISION_STATES = [
  "enroll",
  "verifying",
  "manageable",
  "available",
  "deploying",
  "wait call-back",
  "deploy hold",
  "deploy failed",
  "active",
  "deleting",
  "error",
  "cleaning",
  "clean wait",
  "clean hold",
  "clean failed",
  "inspecting",
  "inspect wait",
  "inspect failed",
  "adopting",
  "adopt failed",
  "rescuing",
  "rescue wait",
  "rescue failed",
  "rescue",
  "unrescuing",
  "unrescue failed",
  "servicing",
  "service wait",
  "service hold",
  "service failed",
] as const;

/** @public */
export type ProvisionState = (typeof PROVISION_STATES)[number];

/** Power states as a node shows them; `null` when unknown. @public */
export const POWER_STATES = ["power on", "power off", "error"] as const;

/** @public */
export type PowerState = (typeof POWER_STATES)[number];

/** What a power request may ask for. Soft targets since API 1.27. @public */
export const POWER_TARGETS = ["power on", "power off", "rebooting", "soft power off", "soft rebooting"] as const;

/** @public */
export type PowerTarget = (typeof POWER_TARGETS)[number];

/** Faults that the conductor sets together with maintenance. Source: Ironic `ironic.common.faults`. @public */
export const FAULTS = ["power failure", "clean failure", "rescue abort failure", "service failure"] as const;

/** @public */
export type Fault = (typeof FAULTS)[number];
