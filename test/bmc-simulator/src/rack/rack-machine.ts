import type { IpmiSettings } from "../ipmi/ipmi-settings.js";
import type { MachineSpec } from "../machine/machine-spec.js";
import type { RedfishFlavour, RedfishHabits } from "../redfish/flavours.js";
import type { Credentials } from "../redfish/sessions.js";

/** Wires that a BMC can be managed over. @public */
export type BmcProtocol = "redfish" | "ipmi";

/** A machine of a rack and the BMC it is managed through; what is left out is made from its name. @public */
export interface RackMachine extends MachineSpec {
  /** Default `["redfish"]`. One BMC can speak both. */
  readonly protocols?: readonly BmcProtocol[];
  /** Whose BMC it resembles; default `generic`. Gives the machine its manufacturer and model too. */
  readonly flavour?: RedfishFlavour;
  /** Default `admin` and a password made from the rack's seed and the machine's name. */
  readonly credentials?: Credentials;
  readonly redfish?: RedfishSettings;
  readonly ipmi?: IpmiSettings & {
    /** UDP port; default 0, a free one. */
    readonly port?: number;
  };
  readonly bmc?: {
    /** How long a restart of the BMC takes, in milliseconds; default 500. */
    readonly restartMs?: number;
    /** For how long after a restart it answers that it is not ready, in milliseconds; default 0. */
    readonly notReadyMs?: number;
  };
}

/** @public */
export interface RedfishSettings {
  /** TCP port; default 0, a free one. */
  readonly port?: number;
  /** HTTPS with a certificate that the rack made and signed itself; default false. */
  readonly isTls?: boolean;
  /** Where this BMC differs from its flavour. */
  readonly habits?: Partial<RedfishHabits>;
}
