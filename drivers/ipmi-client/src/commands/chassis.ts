import type { CommandOptions, IpmiRequester, WriteOptions } from "../client/ipmi-request.js";
import { shortAnswer } from "./short-answer.js";

/** @public */
export interface ChassisStatus {
  readonly isPowerOn: boolean;
  readonly hasPowerOverload: boolean;
  readonly hasPowerFault: boolean;
  /** What the machine does when mains power comes back. */
  readonly powerRestorePolicy: "stay-off" | "previous" | "power-up" | "unknown";
  readonly isIntrusionActive: boolean;
  readonly hasDriveFault: boolean;
  readonly hasCoolingFault: boolean;
}

const RESTORE_POLICIES = ["stay-off", "previous", "power-up", "unknown"] as const;

/** Get Chassis Status. Source: IPMI 2.0 rev. 1.1, section 28.2. @public */
export async function getChassisStatus(bmc: IpmiRequester, options: CommandOptions = {}): Promise<ChassisStatus> {
  const data = await bmc.request({ ...options, netFn: 0x00, command: 0x01, idempotent: true });
  if (data.length < 3) throw shortAnswer("Get Chassis Status", data.length, 3);
  const power = data.readUInt8(0);
  const misc = data.readUInt8(2);
  return {
    isPowerOn: (power & 0x01) !== 0,
    hasPowerOverload: (power & 0x02) !== 0,
    hasPowerFault: (power & 0x18) !== 0,
    powerRestorePolicy: RESTORE_POLICIES[(power >> 5) & 0x03] ?? "unknown",
    isIntrusionActive: (misc & 0x01) !== 0,
    hasDriveFault: (misc & 0x04) !== 0,
    hasCoolingFault: (misc & 0x08) !== 0,
  };
}

/**
 * The actions of Chassis Control and whether doing one twice is the same as once.
 * @remarks Source: IPMI 2.0 rev. 1.1, section 28.3.
 * @public
 */
export const CHASSIS_CONTROLS = {
  "power down": { value: 0, idempotent: true },
  "power up": { value: 1, idempotent: true },
  "power cycle": { value: 2, idempotent: false },
  "hard reset": { value: 3, idempotent: false },
  "diagnostic interrupt": { value: 4, idempotent: false },
  "soft shutdown": { value: 5, idempotent: false },
} as const satisfies Readonly<Record<string, { readonly value: number; readonly idempotent: boolean }>>;

/** @public */
export type ChassisControl = keyof typeof CHASSIS_CONTROLS;

/**
 * Chassis Control; returns when the BMC has accepted the action, not when the machine has reached a state.
 *
 * @throws IpmiError `OUTCOME_UNKNOWN` when an action that is not idempotent stayed without answer; otherwise as
 *   `IpmiClient.request`. D5h says that the machine is in a state without that action, such as a reset while off.
 * @public
 */
export async function chassisControl(
  bmc: IpmiRequester,
  action: ChassisControl,
  options: WriteOptions = {},
): Promise<void> {
  const { value, idempotent } = CHASSIS_CONTROLS[action];
  await bmc.request({ ...options, netFn: 0x00, command: 0x02, data: Buffer.from([value]), idempotent });
}
