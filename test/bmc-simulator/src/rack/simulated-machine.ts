import type { Architecture, MachineDisk, RunningSystem } from "../machine/boot-seam.js";
import type { Machine, MachinePower } from "../machine/machine.js";

/** Where a Redfish service is. @public */
export interface RedfishAddress {
  /** `http(s)://host:port` */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** `/redfish/v1/Systems/…` */
  readonly systemId: string;
}

/** Where an IPMI BMC is. @public */
export interface IpmiAddress {
  readonly host: string;
  /** UDP. */
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** A machine of a rack, with the addresses of its BMC. @public */
export interface SimulatedMachine {
  readonly name: string;
  readonly uuid: string;
  readonly architecture: Architecture;
  readonly flavour: "generic" | "idrac" | "ilo";
  /** Lower case, colons. */
  readonly macAddresses: readonly string[];
  readonly disks: readonly MachineDisk[];
  readonly power: MachinePower;
  /** What runs now; undefined while it is off or starting. */
  readonly system: RunningSystem | undefined;
  /** Absent when the BMC speaks no Redfish. */
  readonly redfish?: RedfishAddress;
  /** Absent when the BMC speaks no IPMI. */
  readonly ipmi?: IpmiAddress;
  /** The model behind the BMC. */
  readonly machine: Machine;
  /** Resolves once `condition` holds, which is asked now and after every change. Rejects when `signal` aborts. */
  until(condition: (machine: Machine) => boolean, signal: AbortSignal): Promise<void>;
}
