import { createAgentRamdisk } from "../agent/index.js";
import { Dice } from "../faults/dice.js";
import { Faults } from "../faults/faults.js";
import { BootHttp } from "../firmware/boot-http.js";
import { createFirmware, type StartRamdisk } from "../firmware/firmware.js";
import { Journal } from "../journal/journal.js";
import { makeCertificate } from "./certificate.js";
import type { RackMachine } from "./rack-machine.js";
import type { SimulatedMachine } from "./simulated-machine.js";
import { type Started, startMachine } from "./start-machine.js";

/** @public */
export interface RackOptions {
  readonly machines: readonly RackMachine[];
  /** For the disk files; made when it is missing. What it holds already stays, and is on the machines' disks. */
  readonly folder: string;
  /** File that side effects are appended to, one JSON object a line; default: they are kept in memory only. */
  readonly journalPath?: string;
  /** Base URL that DHCP would tell iPXE: `<base>/boot/ipxe/<mac with dashes>` is a machine's script. Null: no DHCP answer. */
  readonly bootServerUrl: string | null;
  /** Of the dice of faults and agents, and of the passwords; equal seeds give equal runs. Default 1. */
  readonly seed?: number;
  /** What runs when a machine boots a ramdisk; default: {@link createAgentRamdisk} with its defaults. */
  readonly startRamdisk?: StartRamdisk;
  /** Address the BMCs listen on; default `127.0.0.1`. */
  readonly host?: string;
}

/** Simulated machines and their BMCs. @public */
export interface Rack {
  readonly machines: readonly SimulatedMachine[];
  readonly faults: Faults;
  readonly journal: Journal;
  /** PEM of the certificate of the BMCs that speak HTTPS; absent when none does. */
  readonly certificate?: string;
  /** @throws Error when there is no machine of this name */
  machine(name: string): SimulatedMachine;
  /** Changes what DHCP says from the next network boot on. */
  setBootServerUrl(url: string | null): void;
  /** Cuts the power of all machines and takes their BMCs down. Nothing of the rack runs afterwards; disk files stay. */
  close(): Promise<void>;
}

/**
 * Starts machines, switched off, with a BMC each on a port of its own.
 *
 * @throws Error when two machines share a name, UUID or MAC address, or a port is taken
 * @public
 */
export async function createRack(options: RackOptions): Promise<Rack> {
  const { seed = 1, host = "127.0.0.1" } = options;
  let bootServerUrl = options.bootServerUrl;
  const faults = new Faults(seed);
  const journal = new Journal(options.journalPath);
  const http = new BootHttp();
  const dice = new Dice(seed);
  const startRamdisk = options.startRamdisk ?? createAgentRamdisk({ address: host, random: () => dice.roll() });
  const firmware = createFirmware(http, startRamdisk);
  const wantsTls = options.machines.some(({ redfish }) => redfish?.isTls === true);
  const certificate = wantsTls ? await makeCertificate(host) : undefined;
  const started: Started[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.close()));
    await http.close();
  };
  try {
    for (const spec of options.machines) {
      started.push(
        await startMachine(spec, {
          folder: options.folder,
          faults,
          journal,
          firmware,
          host,
          seed,
          certificate,
          bootServerUrl: () => bootServerUrl,
        }),
      );
    }
    mustDiffer(started.map(({ shown }) => shown));
  } catch (error) {
    await close();
    throw error;
  }
  const machines = started.map(({ shown }) => shown);
  return {
    machines,
    faults,
    journal,
    ...(certificate === undefined ? {} : { certificate: certificate.cert }),
    machine(name) {
      const found = machines.find((each) => each.name === name);
      if (found === undefined) throw new Error(`the rack has no machine ${name}`);
      return found;
    },
    setBootServerUrl(url) {
      bootServerUrl = url;
    },
    close,
  };
}

function mustDiffer(machines: readonly SimulatedMachine[]): void {
  const seen = new Map<string, string>();
  for (const { name, uuid, macAddresses } of machines) {
    for (const mark of [`name ${name}`, `UUID ${uuid}`, ...macAddresses.map((mac) => `MAC address ${mac}`)]) {
      const other = seen.get(mark);
      if (other !== undefined) throw new Error(`the machines ${other} and ${name} share the ${mark}`);
      seen.set(mark, name);
    }
  }
}
