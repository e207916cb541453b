import type { Faults } from "../faults/faults.js";
import type { Journal, JournalEntry } from "../journal/journal.js";
import type { BootOverride } from "./boot-override.js";
import type {
  Architecture,
  BootableMachine,
  BootTarget,
  MachineDisk,
  MachineFirmware,
  MachineNic,
  RunningSystem,
} from "./boot-seam.js";
import { FirmwareSettings } from "./firmware-settings.js";
import { makeDisks } from "./machine-disks.js";
import { DEFAULT_TIMING, type MachineSpec, type MachineTiming, nicsOf, uuidOf } from "./machine-spec.js";
import { pause } from "./pause.js";
import { SystemSlot } from "./system-slot.js";
import { type InsertedMedium, VirtualDrives } from "./virtual-drives.js";

/** @public */
export type MachinePower = "on" | "off" | "powering-on" | "powering-off";

/** What its BMC may ask of a machine's power. @public */
export type PowerRequest = "on" | "off" | "soft-off" | "reset" | "soft-reset" | "cycle" | "nmi";

/** @public */
export type IndicatorState = "off" | "lit" | "blinking";

/** What a machine needs from its rack. */
export interface MachineSurroundings {
  readonly folder: string;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly firmware: MachineFirmware;
  bootServerUrl(): string | null;
  bmcAddress(): string | null;
}

const GIB = 1024 ** 3;
/** Requests that a graceful shutdown under way has to make room for. */
const CUTTING: readonly PowerRequest[] = ["off", "reset", "cycle"];

/**
 * A machine: power, firmware settings, disks as sparse files, NICs and what runs on it. BMCs show it and change it.
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
  readonly settings: FirmwareSettings;
  readonly drives: VirtualDrives;
  readonly #surroundings: MachineSurroundings;
  readonly #watchers = new Set<() => void>();
  readonly #life = new AbortController();
  readonly #slot: SystemSlot;
  readonly #indicators = new Map<string, IndicatorState>();
  #power: MachinePower = "off";
  #work: Promise<void> = Promise.resolve();
  #ignoresShutdown: number;
  #nmiCount = 0;
  #offSince = Number.NEGATIVE_INFINITY;

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
    this.vendor = { manufacturer, productName, serialNumber: `SN${this.uuid.slice(0, 8).toUpperCase()}` };
    this.nics = spec.nics ?? nicsOf(spec.name);
    this.bootOrder = spec.bootOrder ?? ["disk", "pxe"];
    this.timing = { ...DEFAULT_TIMING, ...spec.timing };
    this.#ignoresShutdown = spec.ignoresShutdown ?? 0;
    const write = (effect: string, facts?: JournalEntry["facts"]) => this.journal(effect, facts);
    const changed = () => this.#changed();
    this.#slot = new SystemSlot({
      changed,
      started: ({ kind, description }) => this.journal("boot", { kind, description }),
      startFailed: (error) => this.journal("boot-failed", { reason: String(error) }),
      stopFailed: (error) => this.journal("stop-failed", { reason: String(error) }),
    });
    this.settings = new FirmwareSettings(spec.bootMode ?? "uefi", write, changed);
    this.drives = new VirtualDrives(write, changed);
    this.disks = makeDisks(surroundings.folder, spec.name, spec.diskSizes ?? [8 * GIB]);
  }

  get power(): MachinePower {
    return this.#power;
  }

  /** What the next start was told. */
  get bootOverride(): BootOverride {
    return this.settings.bootOverride;
  }

  /** What is in the virtual CD drive. */
  get media(): InsertedMedium | undefined {
    return this.drives.first("cd");
  }

  /** What runs now; undefined while it is off or starting. */
  get system(): RunningSystem | undefined {
    return this.#slot.system;
  }

  /** Its firmware tests itself and looks for something to start. */
  get isStarting(): boolean {
    return this.#slot.isStarting;
  }

  /** Diagnostic interrupts that reached it while it was on. */
  get nmiCount(): number {
    return this.#nmiCount;
  }

  /** When it was switched off last, as `performance.now()` counts; before that: minus infinity. */
  get offSince(): number {
    return this.#offSince;
  }

  /** @param part - `system`, `chassis` or `disk0`, `disk1`, … */
  indicator(part: string): IndicatorState {
    return this.#indicators.get(part) ?? "off";
  }

  setIndicator(part: string, state: IndicatorState): void {
    this.#indicators.set(part, state);
    this.journal("indicator", { part, state });
    this.#changed();
  }

  journal(effect: string, facts?: JournalEntry["facts"]): void {
    this.#surroundings.journal.write(this.name, effect, facts);
  }

  /** Takes a request as a BMC does: at once; its effect follows. */
  request(request: PowerRequest, by: "bmc" | "system" = "bmc"): void {
    if (this.#life.signal.aborted) return;
    this.journal("power-request", { request, by });
    if (request === "nmi") {
      if (this.#power === "on") this.#nmiCount += 1;
      this.#changed();
      return;
    }
    const isCut = by === "bmc" && CUTTING.includes(request);
    if (isCut) this.#slot.expectCut();
    this.#enqueue(() => {
      if (isCut) this.#slot.cutHasItsTurn();
      return this.#carryOut(request, by === "system" ? "graceful" : "cut");
    });
  }

  /** Resolves once `condition` holds, which is asked now and after every change. Rejects when `signal` aborts. */
  async until(condition: (machine: Machine) => boolean, signal: AbortSignal): Promise<void> {
    while (!condition(this)) {
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
    this.#life.abort(new Error("the simulation ended"));
    this.#slot.expectCut();
    await this.#work;
    await this.#slot.stop("cut");
    this.#setPower("off");
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!this.#life.signal.aborted) this.journal("power-failed", { reason: String(error) });
    });
  }

  async #carryOut(request: Exclude<PowerRequest, "nmi">, how: "graceful" | "cut"): Promise<void> {
    if (this.#life.signal.aborted) return;
    const isOn = this.#power === "on";
    switch (request) {
      case "on":
        if (!isOn) await this.#turnOn();
        return;
      case "off":
        if (isOn) await this.#turnOff(how);
        return;
      case "soft-off":
        if (isOn && this.#honoursShutdown()) await this.#turnOff("graceful");
        return;
      case "soft-reset":
        if (isOn && this.#honoursShutdown()) await this.#reset("graceful");
        return;
      case "reset":
        if (isOn) await this.#reset(how);
        return;
      case "cycle":
        if (isOn && (await this.#turnOff("cut"))) await this.#turnOn();
    }
  }

  /** Nobody hears the button while no operating system runs. */
  #honoursShutdown(): boolean {
    if (this.system === undefined || this.system.kind === "none") return false;
    if (this.#ignoresShutdown <= 0) return true;
    this.#ignoresShutdown -= 1;
    return false;
  }

  async #turnOn(): Promise<void> {
    if (await this.#isIgnored("power-on")) return;
    this.#setPower("powering-on");
    await pause(this.timing.powerOnMs, this.#life.signal);
    this.journal("power-on");
    this.#setPower("on");
    this.#slot.start((signal) => this.#boot(signal));
  }

  /** @returns false when it is still on: ignored, or a harder request overtook a graceful shutdown */
  async #turnOff(how: "graceful" | "cut"): Promise<boolean> {
    if (await this.#isIgnored("power-off")) return false;
    if (!(await this.#slot.stop(how))) return false;
    this.#setPower("powering-off");
    await pause(this.timing.powerOffMs, this.#life.signal);
    this.journal("power-off", { how });
    this.#offSince = performance.now();
    this.#setPower("off");
    return true;
  }

  async #reset(how: "graceful" | "cut"): Promise<void> {
    if (await this.#isIgnored("reset")) return;
    if (!(await this.#slot.stop(how))) return;
    this.journal("reset", { how });
    this.#slot.start((signal) => this.#boot(signal));
  }

  async #isIgnored(path: "power-on" | "power-off" | "reset"): Promise<boolean> {
    const fault = this.#surroundings.faults.take({ machine: this.name, on: "machine", path });
    if (fault?.kind === "delay") await pause(fault.ms, this.#life.signal);
    return fault?.kind === "ignore";
  }

  async #boot(signal: AbortSignal): Promise<RunningSystem> {
    await pause(this.timing.selfTestMs, signal);
    const { target, mode } = this.settings.takeForStart();
    const bootTargets = [...new Set([...(target === null ? [] : [target]), ...this.bootOrder])];
    return this.#surroundings.firmware.boot(this.#view({ bootTargets, bootMode: mode }, signal), signal);
  }

  /** @param cut - of this start; what a system of an earlier one asks for has no effect */
  #view(start: Pick<BootableMachine, "bootTargets" | "bootMode">, cut: AbortSignal): BootableMachine {
    const { uuid, name, architecture, memoryMib, cpu, vendor, nics, disks, settings, drives } = this;
    return {
      uuid,
      name,
      architecture,
      memoryMib,
      cpu,
      vendor,
      nics,
      disks,
      ...start,
      bmcAddress: this.#surroundings.bmcAddress(),
      insertedImage: (drive = "cd") => drives.first(drive),
      httpBootUrl: () => settings.httpBootUrl,
      bootServerUrl: () => this.#surroundings.bootServerUrl(),
      requestPower: (change) => {
        if (!cut.aborted) this.request(change, "system");
      },
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
