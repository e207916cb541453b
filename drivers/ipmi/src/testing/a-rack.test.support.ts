import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRack, type Rack, type RackMachine, type SimulatedMachine } from "@steelyard/bmc-simulator";
import type { TestTask } from "@steelyard/driver-contract";
import type { JsonObject } from "@steelyard/interfaces";
import { aTaskAt, type DriverUnderTest, theDriver } from "./a-bmc.test.support.js";

/** Waits that fit a BMC on this host. */
export const FAST = { retransmit: { firstMs: 60, maxMs: 150 }, busyDelayMs: 20 };

/** One machine behind an IPMI BMC that listens on a socket of this host, and the driver. */
export interface World {
  readonly rack: Rack;
  readonly machine: SimulatedMachine;
  readonly driver: DriverUnderTest;
  task(driverInfo?: JsonObject): TestTask;
  /** Facts of the journal's entries of an effect, in order. */
  journal(effect: string): readonly JsonObject[];
}

const closings: (() => Promise<void>)[] = [];

/** For `afterEach`: takes down what {@link aWorld} made. */
export async function endWorlds(): Promise<void> {
  for (const close of closings.splice(0)) await close();
}

export async function aWorld(ipmi: RackMachine["ipmi"] = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "driver-ipmi-"));
  const timing = { powerOnMs: 1, powerOffMs: 1, selfTestMs: 1 };
  const machines = [{ name: "node-1", protocols: ["ipmi"], timing, ipmi }] as const;
  const startRamdisk = async () => ({ kind: "none", description: "no ramdisk", stop: async () => undefined }) as const;
  const rack = await createRack({ machines, folder, bootServerUrl: null, startRamdisk });
  const driver = theDriver(FAST, { commandRetryTimeout: 1 });
  closings.push(async () => {
    await driver.pool.close();
    await rack.close();
    await rm(folder, { recursive: true, force: true });
  });
  const machine = rack.machine("node-1");
  if (machine.ipmi === undefined) throw new Error("the BMC speaks no IPMI");
  const { port, username, password } = machine.ipmi;
  return {
    rack,
    machine,
    driver,
    task: (driverInfo = {}) => aTaskAt(port, { ipmi_username: username, ipmi_password: password, ...driverInfo }),
    journal: (effect) => rack.journal.entries.filter((entry) => entry.effect === effect).map(({ facts }) => facts),
  };
}
