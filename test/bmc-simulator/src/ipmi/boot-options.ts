import type { BootOverride } from "../machine/boot-override.js";
import type { BootTarget } from "../machine/boot-seam.js";
import type { Machine } from "../machine/machine.js";
import { CODE, type CommandAnswer, fail, ok } from "./command.js";

const UNSUPPORTED_PARAMETER = 0x80;
const VERSION = 1;
const PARAMETER = { setInProgress: 0, validBitClearing: 3, acknowledge: 4, flags: 5 } as const;
/** Bit of parameter 3: the flags stay valid without a chassis control within the time. */
const KEEPS_VALID = 0x08;

/** Source: IPMI 2.0 rev. 1.1, table 28-14, boot flags data 2; 15 is the primary remote media. */
const DEVICES: Readonly<Record<number, BootTarget>> = { 1: "pxe", 2: "disk", 5: "cdrom", 6: "bios-setup", 15: "usb" };

/** System boot options over the settings of a machine. Source: IPMI 2.0 rev. 1.1, §28.12 to §28.13. */
export class BootOptions {
  readonly #machine: Machine;
  readonly #validMs: number;
  #setInProgress = 0;
  #validBitClearing = 0;
  #acknowledge = 0;

  /** @param validMs - how long flags stay valid when nobody starts the machine; 60 s by the standard */
  constructor(machine: Machine, validMs: number) {
    this.#machine = machine;
    this.#validMs = validMs;
  }

  set(data: Buffer): CommandAnswer {
    if (data.length < 1) return fail(CODE.wrongLength);
    const parameter = data.readUInt8(0) & 0x7f;
    const values = data.subarray(1);
    switch (parameter) {
      case PARAMETER.setInProgress:
        if (values.length < 1) return fail(CODE.wrongLength);
        this.#setInProgress = values.readUInt8(0) & 3;
        return ok();
      case PARAMETER.validBitClearing:
        if (values.length < 1) return fail(CODE.wrongLength);
        this.#validBitClearing = values.readUInt8(0) & 0x1f;
        return ok();
      case PARAMETER.acknowledge: {
        if (values.length < 2) return fail(CODE.wrongLength);
        const mask = values.readUInt8(0);
        this.#acknowledge = (this.#acknowledge & ~mask) | (values.readUInt8(1) & mask);
        return ok();
      }
      case PARAMETER.flags:
        return this.#setFlags(values);
      default:
        return fail(UNSUPPORTED_PARAMETER);
    }
  }

  get(data: Buffer): CommandAnswer {
    if (data.length < 3) return fail(CODE.wrongLength);
    const parameter = data.readUInt8(0) & 0x7f;
    switch (parameter) {
      case PARAMETER.setInProgress:
        return ok([VERSION, parameter, this.#setInProgress]);
      case PARAMETER.validBitClearing:
        return ok([VERSION, parameter, this.#validBitClearing]);
      case PARAMETER.acknowledge:
        return ok([VERSION, parameter, 0, this.#acknowledge]);
      case PARAMETER.flags:
        return ok([VERSION, parameter, ...this.#flags()]);
      default:
        return fail(UNSUPPORTED_PARAMETER);
    }
  }

  #flags(): readonly number[] {
    const { bootOverride, bootMode } = this.#machine.settings;
    const { enabled, target, mode = bootMode } = bootOverride;
    if (enabled === "disabled") return [0, 0, 0, 0, 0];
    const device = Object.keys(DEVICES).find((selector) => DEVICES[Number(selector)] === target);
    const first = 0x80 | (enabled === "continuous" ? 0x40 : 0) | (mode === "uefi" ? 0x20 : 0);
    return [first, device === undefined ? 0 : Number(device) << 2, 0, 0, 0];
  }

  #setFlags(values: Buffer): CommandAnswer {
    if (values.length < 2) return fail(CODE.wrongLength);
    const [first, second] = [values.readUInt8(0), values.readUInt8(1)];
    const selector = (second >> 2) & 0x0f;
    const target = DEVICES[selector];
    if (selector !== 0 && target === undefined) return fail(CODE.invalidField);
    const isValid = (first & 0x80) !== 0 && target !== undefined;
    const isPersistent = (first & 0x40) !== 0;
    const keepsValid = isPersistent || (this.#validBitClearing & KEEPS_VALID) !== 0;
    const override: BootOverride = isValid
      ? { enabled: isPersistent ? "continuous" : "once", target, mode: this.#modeOf(first) }
      : { enabled: "disabled", target: null };
    this.#machine.settings.setBootOverride(override, keepsValid ? undefined : this.#validMs);
    return ok();
  }

  /** Firmware of other architectures knows only UEFI. */
  #modeOf(flags: number): "uefi" | "bios" {
    return (flags & 0x20) !== 0 || this.#machine.architecture !== "x86_64" ? "uefi" : "bios";
  }
}
