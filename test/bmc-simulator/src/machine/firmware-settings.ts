import { type BootOverride, NO_OVERRIDE } from "./boot-override.js";
import type { BootTarget } from "./boot-seam.js";

/** Values of BIOS attributes. @public */
export type BiosAttributes = Readonly<Record<string, string | number | boolean>>;

type WriteJournal = (effect: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void;

/** As they leave the factory. */
export const FACTORY_BIOS: BiosAttributes = {
  LogicalProc: "Enabled",
  ProcVirtualization: "Enabled",
  SysProfile: "PerfOptimized",
  NumLock: "On",
  BootSeqRetry: "Disabled",
};

/**
 * What the firmware of a machine keeps: boot mode, boot override, secure boot, BIOS attributes. BIOS attributes and secure boot
 * are used from the next start on.
 * @public
 */
export class FirmwareSettings {
  readonly #journal: WriteJournal;
  readonly #changed: () => void;
  readonly #now: () => number;
  #bootMode: "uefi" | "bios";
  #override: BootOverride = NO_OVERRIDE;
  #overrideEndsAt = Number.POSITIVE_INFINITY;
  #httpBootUrl: string | null = null;
  #secureBoot = false;
  #secureBootInUse = false;
  #bios: BiosAttributes = FACTORY_BIOS;
  #pendingBios: BiosAttributes = {};

  constructor(bootMode: "uefi" | "bios", journal: WriteJournal, changed: () => void, now = () => performance.now()) {
    this.#bootMode = bootMode;
    this.#journal = journal;
    this.#changed = changed;
    this.#now = now;
  }

  get bootMode(): "uefi" | "bios" {
    return this.#bootMode;
  }

  get bootOverride(): BootOverride {
    if (this.#now() >= this.#overrideEndsAt) {
      this.#override = NO_OVERRIDE;
      this.#overrideEndsAt = Number.POSITIVE_INFINITY;
      this.#journal("boot-override-expired");
    }
    return this.#override;
  }

  /** What UEFI HTTP boot fetches; null: what DHCP says. */
  get httpBootUrl(): string | null {
    return this.#httpBootUrl;
  }

  /** Asked for; in force after the next start. */
  get secureBoot(): boolean {
    return this.#secureBoot;
  }

  /** In force since the last start. */
  get secureBootInUse(): boolean {
    return this.#secureBootInUse;
  }

  get bios(): BiosAttributes {
    return this.#bios;
  }

  /** BIOS attributes that wait for the next start. */
  get pendingBios(): BiosAttributes {
    return this.#pendingBios;
  }

  /** @param lastsMs - how long it stays when nobody starts the machine meanwhile; default: for ever */
  setBootOverride(override: BootOverride, lastsMs = Number.POSITIVE_INFINITY): void {
    this.#override = override;
    this.#overrideEndsAt = override.enabled === "disabled" ? Number.POSITIVE_INFINITY : this.#now() + lastsMs;
    const { enabled, target, mode } = override;
    this.#journal("boot-override", { enabled, target, ...(mode === undefined ? {} : { mode }) });
    this.#changed();
  }

  /** A start was asked for: what was to end, stays until then. */
  keepBootOverride(): void {
    if (this.bootOverride.enabled !== "disabled") this.#overrideEndsAt = Number.POSITIVE_INFINITY;
  }

  setBootMode(mode: "uefi" | "bios"): void {
    this.#bootMode = mode;
    this.#journal("boot-mode", { mode });
    this.#changed();
  }

  setHttpBootUrl(url: string | null): void {
    this.#httpBootUrl = url;
    this.#journal("http-boot-url", { url: url?.replace(/\?.*$/, "") ?? null });
    this.#changed();
  }

  setSecureBoot(isEnabled: boolean): void {
    this.#secureBoot = isEnabled;
    this.#journal("secure-boot", { isEnabled });
    this.#changed();
  }

  /** Attributes for the next start, on top of those that wait already. */
  stageBios(attributes: BiosAttributes): void {
    this.#pendingBios = { ...this.#pendingBios, ...attributes };
    this.#journal("bios-stage", attributes);
    this.#changed();
  }

  /** All attributes go back at the next start. */
  stageBiosReset(): void {
    this.#pendingBios = FACTORY_BIOS;
    this.#journal("bios-stage-reset");
    this.#changed();
  }

  /**
   * What a start does: settings that waited come into force, a one-time override is used up.
   *
   * @returns the target of the override, and the mode to start in
   */
  takeForStart(): { readonly target: BootTarget | null; readonly mode: "uefi" | "bios" } {
    const { enabled, target, mode = this.#bootMode } = this.bootOverride;
    if (enabled === "once") this.#override = NO_OVERRIDE;
    this.#overrideEndsAt = Number.POSITIVE_INFINITY;
    this.#secureBootInUse = this.#secureBoot && mode === "uefi";
    if (Object.keys(this.#pendingBios).length > 0) {
      this.#bios = { ...this.#bios, ...this.#pendingBios };
      this.#pendingBios = {};
      this.#journal("bios-apply");
    }
    return { target: enabled === "disabled" ? null : target, mode };
  }
}
