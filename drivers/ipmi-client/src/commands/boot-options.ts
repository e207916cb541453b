import type { CommandOptions, IpmiRequester, WriteOptions } from "../client/ipmi-request.js";
import { IpmiError } from "../errors/ipmi-error.js";
import { shortAnswer } from "./short-answer.js";

/**
 * Boot device selectors of boot option parameter 5.
 * @remarks Source: IPMI 2.0 rev. 1.1, table 28-14. Some vendors use other numbers for the same device; pass a number then.
 * @public
 */
export const BOOT_SELECTORS = {
  none: 0,
  pxe: 1,
  disk: 2,
  safe: 3,
  diagnostic: 4,
  cdrom: 5,
  bios: 6,
  "remote floppy": 7,
  "remote cdrom": 8,
  "remote media": 9,
  "remote disk": 11,
  floppy: 15,
} as const satisfies Readonly<Record<string, number>>;

/** @public */
export type BootSelector = keyof typeof BOOT_SELECTORS;

/** Boot option parameter 5. @public */
export interface BootFlags {
  /** `false`: the BMC holds no valid flags, so the machine boots in its own order. */
  readonly isValid: boolean;
  readonly isPersistent: boolean;
  readonly isEfi: boolean;
  /** `undefined` for a number that {@link BOOT_SELECTORS} does not name. */
  readonly device: BootSelector | undefined;
  /** 0–15. */
  readonly selector: number;
}

/** @public */
export interface BootFlagsSetting {
  /** A name, or a vendor's own selector 0–15. */
  readonly device: BootSelector | number;
  /** Default `false`: the next boot alone. */
  readonly isPersistent?: boolean;
  /** Default `false`: legacy BIOS. */
  readonly isEfi?: boolean;
}

const CHASSIS = 0x00;
const SET_BOOT_OPTIONS = 0x08;
const GET_BOOT_OPTIONS = 0x09;
const FLAG_VALID_CLEARING = 3;
const BOOT_FLAGS = 5;
const VALID = 0x80;
const PERSISTENT = 0x40;
const EFI = 0x20;

/**
 * The bytes of a system boot option after the parameter number.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, section 28.13.
 * @throws IpmiError `BAD_ANSWER` when the BMC answers about another parameter
 * @public
 */
export async function getSystemBootOption(
  bmc: IpmiRequester,
  parameter: number,
  options: CommandOptions = {},
): Promise<Buffer> {
  const data = Buffer.from([parameter & 0x7f, 0, 0]);
  const answer = await bmc.request({ ...options, netFn: CHASSIS, command: GET_BOOT_OPTIONS, data, idempotent: true });
  if (answer.length < 2) throw shortAnswer("Get System Boot Options", answer.length, 2);
  const answered = answer.readUInt8(1) & 0x7f;
  if (answered !== parameter) {
    throw new IpmiError("BAD_ANSWER", `Get System Boot Options was asked for ${parameter} and answered ${answered}.`);
  }
  return answer.subarray(2);
}

/** Sets the bytes of a system boot option. Source: IPMI 2.0 rev. 1.1, section 28.12. @public */
export async function setSystemBootOption(
  bmc: IpmiRequester,
  parameter: number,
  value: Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const data = Buffer.from([parameter & 0x7f, ...value]);
  await bmc.request({ ...options, netFn: CHASSIS, command: SET_BOOT_OPTIONS, data, idempotent: true });
}

/** Reads where the machine boots from. @public */
export async function getBootFlags(bmc: IpmiRequester, options: CommandOptions = {}): Promise<BootFlags> {
  const value = await getSystemBootOption(bmc, BOOT_FLAGS, options);
  if (value.length < 2) throw shortAnswer("Get System Boot Options 5", value.length + 2, 7);
  const flags = value.readUInt8(0);
  const selector = (value.readUInt8(1) >> 2) & 0x0f;
  const names = Object.keys(BOOT_SELECTORS) as BootSelector[];
  return {
    isValid: (flags & VALID) !== 0,
    isPersistent: (flags & PERSISTENT) !== 0,
    isEfi: (flags & EFI) !== 0,
    device: names.find((name) => BOOT_SELECTORS[name] === selector),
    selector,
  };
}

/**
 * Sets where the machine boots from.
 * @remarks BMCs forget the setting after 60 s unless {@link keepBootFlags} came first.
 * @throws IpmiError `BAD_OPTION` for a selector that is not 0–15
 * @public
 */
export async function setBootFlags(
  bmc: IpmiRequester,
  setting: BootFlagsSetting,
  options: WriteOptions = {},
): Promise<void> {
  const selector = typeof setting.device === "number" ? setting.device : BOOT_SELECTORS[setting.device];
  if (!Number.isInteger(selector) || selector < 0 || selector > 15) {
    throw new IpmiError("BAD_OPTION", `The boot device selector must be 0–15, not ${selector}.`);
  }
  const flags = VALID | (setting.isPersistent === true ? PERSISTENT : 0) | (setting.isEfi === true ? EFI : 0);
  await setSystemBootOption(bmc, BOOT_FLAGS, Buffer.from([flags, selector << 2, 0, 0, 0]), options);
}

/**
 * Stops the BMC from dropping the boot flags when the machine does not boot within 60 s, and lets all other causes that
 * clear them stand. Source: IPMI 2.0 rev. 1.1, table 28-14, parameter 3, bit 3.
 * @public
 */
export async function keepBootFlags(bmc: IpmiRequester, options: WriteOptions = {}): Promise<void> {
  await setSystemBootOption(bmc, FLAG_VALID_CLEARING, Buffer.from([0x08]), options);
}
