import { closeSync, ftruncateSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Journal, JournalEntry } from "../journal/journal.js";
import { type BootOverride, NO_OVERRIDE } from "./boot-override.js";
import type {
  Architecture,
  BootableMachine,
  BootTarget,
  MachineDisk,
  MachineFirmware,
  MachineNic,
  RunningSystem,
} from "./boot-seam.js";
import { DEFAULT_TIMING, type MachineSpec, type MachineTiming, nicsOf, uuidOf } from "./machine-spec.js";
import { pause } from "./pause.js";

/** @public */
export type MachinePower = "on" | "off" | "powering-on" | "powering-off";

/** What its BMC may ask of a machine's power. @public */
export type PowerRequest = "on" | "off" | "soft-off" | "reset" | "soft-reset" | "cycle" | "nmi";

/** What a machine needs from its rack. */
export interface MachineSurroundings {
  readonly folder: string;
  readonly journal: Journal;
  readonly firmware: MachineFirmware;
  bootServerUrl(): string | null;
  bmcAddress(): string | null;
}

const GIB = 1024 ** 3;

/**
 * A machine: power, boot settings, disks as sparse files, NICs and what runs on it. BMCs show it and change it.
 * @public
 */
export class Machine {
  readonly name: string;
  readonly uuid: string;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly cpu: { readonly model: string; readonly count: number; readonly frequencyMhz: number };
  readonly vendor: { readonly manufacturer: string; readonly productName: string; readonly serialNumber: string };
  readonly nics: readonly MachineNic[];
  readonly disks: readonly MachineDisk[];
  readonly bootOrder: readonly BootTarget[];
  readonly timing: MachineTiming;
  bootMode: "uefi" | "bios";
  secureBoot = false;
  indicator: "off" | "lit" | "blinking" = "off";
  biosAttributes: Readonly<Record<string, string | number | boolean>> = {
    LogicalProc: "Enabled",
    ProcVirtualization: "Enabled",
    SysProfile: "PerfOptimized",
  };
  #override: BootOverride = NO_OVERRIDE;
  #media: { readonly url: string } | undefined;
  #power: MachinePower = "off";
  #work: Promise<void> = Promise.resolve();
  #system: RunningSystem | undefined;
  #starting: { readonly cut: AbortController; readonly done: Promise<void> } | undefined;
  #ignoresShutdown: number;
  #nmiCount = 0;
  readonly #surroundings: MachineSurroundings;
  readonly #watchers = new Set<() => void>();

  constructor(spec: MachineSpec, surroundings: MachineSurroundings) {
    this.#surroundings = surroundings;
    this.name = spec.name;
    this.uuid = spec.uuid ?? uuidOf(`machine ${spec.name}`);
    this.architecture = spec.architecture ?? "x86_64";
    this.memoryMib = spec.memoryMib ?? 16_384;
    const isX86 = this.architecture === "x86_64";
    this.cpu = {
      model: isX86 ? "Simulated Xeon 8000" : "Simulated Neoverse N1",
      count: spec.cpuCount ?? 8,
      frequencyMhz: isX86 ? 2400 : 3000,
    };
    const { manufacturer = "Steelyard", productName = "Simulated Server" } = spec.vendor ?? {};
    this.vendor = { manufacturer, productName, serialNumber: `SN-${this.uuid.slice(0, 8).toUpperCase()}` };
    this.nics = spec.nics ?? nicsOf(spec.name);
    this.bootMode = spec.bootMode ?? "uefi";
    this.bootOrder = spec.bootOrder ?? ["disk", "pxe"];
    this.timing = { ...DEFAULT_TIMING, ...spec.timing };
    this.#ignoresShutdown = spec.ignoresShutdown ?? 0;
    mkdirSync(surroundings.folder, { recursive: true });
    this.disks = (spec.diskSizes ?? [8 * GIB]).map((size, index) => this.#disk(size, index));
  }

  get power(): MachinePower {
    return this.#power;
  }

  get bootOverride(): BootOverride {
    return this.#override;
  }

  /** What is in the virtual CD drive. */
  get media(): { readonly url: string } | undefined {
    return this.#media;
  }

  /** What runs now; undefined while it is off or starting. */
  get system(): RunningSystem | undefined {
    return this.#system;
  }

  get nmiCount(): number {
    return this.#nmiCount;
  }

  setBootOverride(override: BootOverride): void {
    this.#override = override;
    this.journal("boot-override", { enabled: override.enabled, target: override.target });
  }

  setBootMode(mode: "uefi" | "bios"): void {
    this.bootMode = mode;
    this.journal("boot-mode", { mode });
  }

  insertMedia(url: string): void {
    this.#media = { url };
    this.journal("media-insert", { url: url.replace(/\?.*$/, "") });
  }

  ejectMedia(): void {
    if (this.#media === undefined) return;
    this.#media = undefined;
    this.journal("media-eject");
  }

  journal(effect: string, facts?: JournalEntry["facts"]): void {
    this.#surroundings.journal.write(this.name, effect, facts);
  }

  /** Takes a request as a BMC does: at once; its effect follows. */
  request(request: PowerRequest): void {
    this.journal("power-request", { request });
    if (request === "nmi") {
      this.#nmiCount += 1;
      return;
    }
    this.#work = this.#work.then(() => this.#carryOut(request));
  }

  /** Resolves once nothing is under way and `condition` holds. Asked again after every change. */
  async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    while (!condition()) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const done = (finish: () => void) => () => {
          this.#watchers.delete(onChange);
          signal.removeEventListener("abort", onAbort);
          finish();
        };
        const onChange = done(resolve);
        const onAbort = done(() => reject(signal.reason as Error));
        this.#watchers.add(onChange);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    }
  }

  /** Cuts the power for good; for the end of a simulation. */
  async dispose(): Promise<void> {
    this.#work = this.#work.then(() => this.#turnOff("cut"));
    await this.#work;
  }

  #disk(sizeBytes: number, index: number): MachineDisk {
    const letter = String.fromCharCode("a".charCodeAt(0) + index);
    const path = join(this.#surroundings.folder, `${this.name}-sd${letter}.img`);
    const file = openSync(path, "a+");
    ftruncateSync(file, sizeBytes);
    closeSync(file);
    const serial = uuidOf(`disk ${this.name} ${index}`).replaceAll("-", "");
    return {
      device: `/dev/sd${letter}`,
      path,
      sizeBytes,
      model: "Simulated SSD",
      serial: `S${serial.slice(0, 11).toUpperCase()}`,
      wwn: `0x5${serial.slice(12, 27)}`,
      isRotational: false,
    };
  }

  async #carryOut(request: Exclude<PowerRequest, "nmi">): Promise<void> {
    const isOn = this.#power === "on";
    switch (request) {
      case "on":
        if (!isOn) await this.#turnOn();
        return;
      case "off":
        if (isOn) await this.#turnOff("cut");
        return;
      case "soft-off":
        if (isOn && this.#honoursShutdown()) await this.#turnOff("graceful");
        return;
      case "soft-reset":
        if (isOn && this.#honoursShutdown()) await this.#reset("graceful");
        return;
      case "reset":
        if (isOn) await this.#reset("cut");
        return;
      case "cycle":
        if (!isOn) return;
        await this.#turnOff("cut");
        await this.#turnOn();
    }
  }

  /** Nobody hears the button while no operating system runs. */
  #honoursShutdown(): boolean {
    if (this.#system === undefined || this.#system.kind === "none") return false;
    if (this.#ignoresShutdown <= 0) return true;
    this.#ignoresShutdown -= 1;
    return false;
  }

  async #turnOn(): Promise<void> {
    this.#setPower("powering-on");
    await pause(this.timing.powerOnMs);
    this.#setPower("on");
    this.journal("power-on");
    this.#start();
  }

  async #turnOff(how: "graceful" | "cut"): Promise<void> {
    this.#setPower("powering-off");
    await this.#stopSystem(how);
    await pause(this.timing.powerOffMs);
    this.#setPower("off");
    this.journal("power-off", { how });
  }

  async #reset(how: "graceful" | "cut"): Promise<void> {
    await this.#stopSystem(how);
    this.journal("reset", { how });
    this.#start();
  }

  async #stopSystem(how: "graceful" | "cut"): Promise<void> {
    this.#starting?.cut.abort(new Error("the machine was powered off"));
    await this.#starting?.done;
    const system = this.#system;
    this.#system = undefined;
    await system?.stop(how);
    this.#changed();
  }

  #start(): void {
    const cut = new AbortController();
    const done = this.#boot(cut.signal)
      .catch((error: unknown) => {
        if (!cut.signal.aborted) this.journal("boot-failed", { reason: String(error) });
      })
      .finally(() => {
        if (this.#starting?.cut === cut) this.#starting = undefined;
        this.#changed();
      });
    this.#starting = { cut, done };
  }

  async #boot(signal: AbortSignal): Promise<void> {
    await pause(this.timing.selfTestMs, signal);
    const override = this.#override;
    if (override.enabled === "once") this.#override = NO_OVERRIDE;
    const first = override.enabled === "disabled" || override.target === null ? [] : [override.target];
    const system = await this.#surroundings.firmware.boot(
      this.#view([...new Set([...first, ...this.bootOrder])]),
      signal,
    );
    if (signal.aborted) {
      await system.stop("cut");
      return;
    }
    this.#system = system;
    this.journal("boot", { kind: system.kind, description: system.description });
  }

  #view(bootTargets: readonly BootTarget[]): BootableMachine {
    const { uuid, name, architecture, memoryMib, cpu, vendor, bootMode, nics, disks } = this;
    return {
      uuid,
      name,
      architecture,
      memoryMib,
      cpu,
      vendor,
      bootMode,
      nics,
      disks,
      bootTargets,
      bmcAddress: this.#surroundings.bmcAddress(),
      insertedImage: () => this.#media,
      bootServerUrl: () => this.#surroundings.bootServerUrl(),
      requestPower: (change) => this.request(change),
      journal: (effect, facts) => this.journal(effect, facts),
    };
  }

  #setPower(power: MachinePower): void {
    this.#power = power;
    this.#changed();
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
