import { createHash } from "node:crypto";
import type { Faults } from "../faults/faults.js";
import { IpmiBmc } from "../ipmi/ipmi-bmc.js";
import type { Journal } from "../journal/journal.js";
import { BmcLife } from "../machine/bmc-life.js";
import type { MachineFirmware } from "../machine/boot-seam.js";
import { Machine } from "../machine/machine.js";
import { FLAVOURS } from "../redfish/flavours.js";
import { RedfishBmc } from "../redfish/redfish-bmc.js";
import type { Credentials } from "../redfish/sessions.js";
import type { ServerCertificate } from "./certificate.js";
import type { RackMachine } from "./rack-machine.js";
import type { IpmiAddress, RedfishAddress, SimulatedMachine } from "./simulated-machine.js";

/** A machine that runs, with its BMC. */
export interface Started {
  readonly shown: SimulatedMachine;
  close(): Promise<void>;
}

/** What all machines of a rack share. */
export interface RackParts {
  readonly folder: string;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly firmware: MachineFirmware;
  readonly host: string;
  readonly seed: number;
  readonly certificate: ServerCertificate | undefined;
  bootServerUrl(): string | null;
}

/** Makes a machine and starts its BMC. */
export async function startMachine(spec: RackMachine, parts: RackParts): Promise<Started> {
  const { host, faults } = parts;
  const { flavour = "generic", protocols = ["redfish"] } = spec;
  const facts = FLAVOURS[flavour];
  const credentials = spec.credentials ?? defaultCredentials(spec.name, parts.seed);
  const vendor = spec.vendor ?? { manufacturer: facts.manufacturer, productName: facts.model };
  const machine = new Machine({ ...spec, vendor }, { ...parts, bmcAddress: () => host });
  const { restartMs = 500, notReadyMs = 0 } = spec.bmc ?? {};
  const life = new BmcLife(restartMs, notReadyMs, () => machine.journal("bmc-restart"));
  const bmcs: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(bmcs.map((bmc) => bmc.close()));
    await machine.dispose();
  };
  try {
    let redfish: RedfishAddress | undefined;
    let ipmi: IpmiAddress | undefined;
    if (protocols.includes("redfish")) {
      const { isTls = false, port = 0, habits = {} } = spec.redfish ?? {};
      const tls = isTls && parts.certificate !== undefined ? { tls: parts.certificate } : {};
      const bmc = new RedfishBmc({ machine, faults, life, credentials, flavour, habits, ...tls });
      bmcs.push(bmc);
      const url = await bmc.listen(host, port);
      redfish = { url, ...credentials, systemId: `/redfish/v1/Systems/${facts.systemId}` };
    }
    if (protocols.includes("ipmi")) {
      const bmc = new IpmiBmc({ machine, faults, life, credentials, flavour, ...spec.ipmi });
      bmcs.push(bmc);
      ipmi = { host, port: await bmc.listen(host, spec.ipmi?.port ?? 0), ...credentials };
    }
    return {
      close,
      shown: {
        name: machine.name,
        uuid: machine.uuid,
        architecture: machine.architecture,
        flavour,
        macAddresses: machine.nics.map(({ macAddress }) => macAddress),
        disks: machine.disks,
        get power() {
          return machine.power;
        },
        get system() {
          return machine.system;
        },
        ...(redfish === undefined ? {} : { redfish }),
        ...(ipmi === undefined ? {} : { ipmi }),
        machine,
        until: (condition, signal) => machine.until(condition, signal),
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** 16 characters, which every IPMI client takes. */
function defaultCredentials(name: string, seed: number): Credentials {
  const digest = createHash("sha256").update(`password ${seed} ${name}`).digest("hex");
  return { username: "admin", password: digest.slice(0, 16) };
}
