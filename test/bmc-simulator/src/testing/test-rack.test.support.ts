import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { StartRamdisk } from "../firmware/start-linux.js";
import type { JournalEntry } from "../journal/journal.js";
import { createRack, type Rack, type RackOptions } from "../rack/create-rack.js";
import type { RackMachine } from "../rack/rack-machine.js";
import type { SimulatedMachine } from "../rack/simulated-machine.js";

/** A ramdisk that was started. */
export interface StartedRamdisk {
  readonly machine: string;
  readonly parameters: ReadonlyMap<string, string | null>;
  readonly how: string;
  readonly stops: string[];
  requestPower(change: "off" | "reset"): void;
}

export interface TestRack extends Rack {
  readonly folder: string;
  readonly ramdisks: StartedRamdisk[];
  /** The only machine. */
  readonly only: SimulatedMachine;
  effects(effect?: string): readonly JournalEntry[];
}

const MIB = 1024 ** 2;

/** Machines that start at once, with a disk of 64 MiB, and ramdisks that only remember. Closed with the test. */
export async function testRack(
  machines: RackMachine | readonly RackMachine[],
  options: Partial<RackOptions> & { readonly stopRamdisk?: (how: "graceful" | "cut") => Promise<void> } = {},
): Promise<TestRack> {
  const folder = await mkdtemp(join(tmpdir(), "test-rack-"));
  const ramdisks: StartedRamdisk[] = [];
  const startRamdisk: StartRamdisk = async (machine, parameters, how) => {
    const stops: string[] = [];
    ramdisks.push({ machine: machine.name, parameters, how, stops, requestPower: machine.requestPower });
    return {
      kind: "agent",
      description: how,
      async stop(way) {
        stops.push(way);
        await options.stopRamdisk?.(way);
      },
    };
  };
  const list = (Array.isArray(machines) ? machines : [machines]) as readonly RackMachine[];
  const rack = await createRack({
    folder,
    bootServerUrl: null,
    startRamdisk,
    ...options,
    machines: list.map((machine) => ({
      diskSizes: [64 * MIB],
      credentials: { username: "admin", password: "secret" },
      ...machine,
      timing: { powerOnMs: 1, powerOffMs: 1, selfTestMs: 1, ...machine.timing },
    })),
  });
  onTestFinished(async () => {
    await rack.close();
    await rm(folder, { recursive: true });
  });
  return {
    ...rack,
    folder,
    ramdisks,
    get only() {
      return rack.machines[0] as SimulatedMachine;
    },
    effects: (effect) => rack.journal.entries.filter((entry) => effect === undefined || entry.effect === effect),
  };
}

/** Long enough for a busy machine, short of the test's own limit. */
export const soon = (): AbortSignal => AbortSignal.timeout(15_000);
