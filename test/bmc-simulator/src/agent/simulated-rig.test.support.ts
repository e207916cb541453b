import { mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type JournalEntry } from "../journal/journal.js";
import type { BootableMachine, MachineDisk, RunningSystem } from "../machine/boot-seam.js";
import { nicsOf, uuidOf } from "../machine/machine-spec.js";
import { type AgentRamdiskOptions, createAgentRamdisk } from "./agent-ramdisk.js";
import { AgentCaller, type HeartbeatBody, ScriptedApi } from "./scripted-api.test.support.js";

export const GIB = 1024 ** 3;

/** A machine with disks as files and an API server; starts agents on it. */
export class SimulatedRig {
  readonly journal = new Journal();
  readonly powerRequests: string[] = [];
  readonly machine: BootableMachine;
  readonly api: ScriptedApi;
  readonly folder: string;
  readonly #closers: (() => Promise<void>)[] = [];

  private constructor(folder: string, api: ScriptedApi, disks: readonly MachineDisk[], bootMode: "uefi" | "bios") {
    this.folder = folder;
    this.api = api;
    this.machine = {
      uuid: uuidOf("rig"),
      name: "rig",
      architecture: "x86_64",
      memoryMib: 16_384,
      cpu: { model: "Simulated Xeon 8000", count: 8, frequencyMhz: 2400 },
      vendor: { manufacturer: "Steelyard", productName: "Simulated Server", serialNumber: "SN-1" },
      bootMode,
      nics: nicsOf("rig"),
      disks,
      bmcAddress: "127.0.0.9",
      bootTargets: ["pxe"],
      insertedImage: () => undefined,
      bootServerUrl: () => null,
      httpBootUrl: () => null,
      requestPower: (change) => void this.powerRequests.push(change),
      journal: (effect, facts) => this.journal.write("rig", effect, facts),
    };
  }

  static async open({
    diskSizes = [8 * GIB],
    bootMode = "uefi",
  }: {
    readonly diskSizes?: readonly number[];
    readonly bootMode?: "uefi" | "bios";
  } = {}): Promise<SimulatedRig> {
    const folder = await mkdtemp(join(tmpdir(), "agent-rig-"));
    const disks = diskSizes.map((sizeBytes, index) => ({
      device: `/dev/sd${"abc"[index]}`,
      path: join(folder, `sd${index}.img`),
      sizeBytes,
      model: "Simulated SSD",
      serial: `S${index}`,
      wwn: `0x500000000000000${index}`,
      isRotational: index === 2,
    }));
    for (const { path, sizeBytes } of disks) {
      await writeFile(path, "");
      await truncate(path, sizeBytes);
    }
    return new SimulatedRig(folder, await ScriptedApi.start(), disks, bootMode);
  }

  /** Boots the ramdisk. Parameters are added to the address of the API. */
  async boot(
    parameters: Readonly<Record<string, string | null>> = {},
    options: AgentRamdiskOptions = {},
  ): Promise<RunningSystem> {
    const given = new Map<string, string | null>(Object.entries({ "ipa-api-url": this.api.url, ...parameters }));
    const start = createAgentRamdisk({ temporaryFolder: this.folder, ...options });
    const system = await start(this.machine, given, "test");
    this.#closers.push(() => system.stop("cut"));
    return system;
  }

  /** Boots, waits for the first heartbeat, and speaks to the agent that sent it. */
  async agent(
    parameters: Readonly<Record<string, string | null>> = {},
    options: AgentRamdiskOptions = {},
  ): Promise<AgentCaller> {
    await this.boot(parameters, options);
    return this.caller(await this.api.heartbeat());
  }

  caller(heartbeat: HeartbeatBody): AgentCaller {
    const caller = new AgentCaller(heartbeat);
    this.#closers.push(() => caller.close());
    return caller;
  }

  /** Bytes of a disk. */
  async disk(index: number, offset: number, length: number): Promise<Buffer> {
    const file = await open(this.machine.disks[index]?.path as string, "r");
    try {
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer;
    } finally {
      await file.close();
    }
  }

  effects(effect: string): readonly JournalEntry[] {
    return this.journal.entries.filter((entry) => entry.effect === effect);
  }

  readFile(name: string): Promise<Buffer> {
    return readFile(join(this.folder, name));
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    await this.api.close();
    await rm(this.folder, { recursive: true });
  }
}
