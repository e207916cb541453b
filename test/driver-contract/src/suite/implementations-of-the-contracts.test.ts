import {
  AGENT_CONFIG,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  NoBios,
  NoConsole,
  NoFirmware,
  NoInspect,
  NoopDeploy,
  NoopManagement,
  NoopNetwork,
  NoopStorage,
  NoRaid,
  NoRescue,
  NoVendor,
} from "@steelyard/interfaces";
import { describe, it } from "vitest";
import { describeBiosInterface } from "../bios/describe-bios-interface.js";
import { describeConsoleInterface } from "../console/describe-console-interface.js";
import { describeDeployInterface } from "../deploy/describe-deploy-interface.js";
import { mustBeSections } from "../driver/config-checks.js";
import { describeFirmwareInterface } from "../firmware/describe-firmware-interface.js";
import { describeInspectInterface } from "../inspect/describe-inspect-interface.js";
import { describeManagementInterface } from "../management/describe-management-interface.js";
import { describeNetworkInterface } from "../network/describe-network-interface.js";
import { describeRaidInterface } from "../raid/describe-raid-interface.js";
import { describeRescueInterface } from "../rescue/describe-rescue-interface.js";
import { describeStorageInterface } from "../storage/describe-storage-interface.js";
import { aTask } from "../task/a-task.js";
import { describeVendorInterface } from "../vendor/describe-vendor-interface.js";

/** The implementations that the contracts bring along do no I/O, so all they can write is the node of their task. */
const nothing = () => {
  const task = aTask({ node: { networkData: { links: [] } }, ports: [{}], portgroups: [{}] });
  return { task, seen: () => task.updates };
};
const absent = { kind: "absent" } as const;
const local = { kind: "local" } as const;

describeBiosInterface("no-bios", () => ({ ...nothing(), bios: new NoBios() }), absent);
describeConsoleInterface("no-console", () => ({ ...nothing(), console: new NoConsole() }), absent);
describeFirmwareInterface("no-firmware", () => ({ ...nothing(), firmware: new NoFirmware() }), absent);
describeInspectInterface("no-inspect", () => ({ ...nothing(), inspect: new NoInspect() }), absent);
describeRaidInterface("no-raid", () => ({ ...nothing(), raid: new NoRaid() }), absent);
describeRescueInterface("no-rescue", () => ({ ...nothing(), rescue: new NoRescue() }), absent);
describeVendorInterface("no-vendor", () => ({ ...nothing(), vendor: new NoVendor(), calls: {} }), absent);

describeDeployInterface("noop", () => ({ ...nothing(), deploy: new NoopDeploy() }), local);
describeManagementInterface("noop", () => ({ ...nothing(), management: new NoopManagement() }), local);
describeNetworkInterface("noop", () => ({ ...nothing(), network: new NoopNetwork() }), local);
describeStorageInterface("noop", () => ({ ...nothing(), storage: new NoopStorage() }), local);

describe("configuration of the contracts", () => {
  it("documents its options, with defaults that its own schemas take", () => {
    mustBeSections([AGENT_CONFIG, CONDUCTOR_CONFIG, DEPLOY_CONFIG]);
  });
});
