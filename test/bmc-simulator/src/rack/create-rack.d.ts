import { Faults } from "../faults/faults.js";
import { type StartRamdisk } from "../firmware/firmware.js";
import { Journal } from "../journal/journal.js";
import type { RackMachine } from "./rack-machine.js";
import type { SimulatedMachine } from "./simulated-machine.js";
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
export declare function createRack(options: RackOptions): Promise<Rack>;
//# sourceMappingURL=create-rack.d.ts.map