import {
  type DriverHarness,
  describeDriver,
  describeManagementInterface,
  describePowerInterface,
  describeStepTable,
  describeVendorInterface,
  type InvalidNode,
} from "@steelyard/driver-contract";
import { ipmiDriver } from "./driver.js";
import { aTaskAt } from "./testing/a-bmc.test.support.js";
import { ScriptedBmc, theDriverBefore } from "./testing/scripted-bmc.test.support.js";
import { ipmiVendorSteps } from "./vendor/ipmi-vendor.js";

const INVALID: Readonly<Record<string, InvalidNode>> = {
  "a port that is none": { node: { driverInfo: { ipmi_address: "bmc", ipmi_port: 70_000 } } },
  "IPMI 1.5": { node: { driverInfo: { ipmi_address: "bmc", ipmi_protocol_version: "1.5" } }, code: "NOT_SUPPORTED" },
};
const RAW = { raw_bytes: "0x06 0x02" };

/** A harness over a BMC in memory, and the driver before it. */
function aHarness(driverInfo = {}) {
  const bmc = new ScriptedBmc();
  const harness: DriverHarness = {
    task: aTaskAt(623, driverInfo),
    seen: () => bmc.writes,
    invalid: INVALID,
    hang: () => {
      bmc.line = "hangs";
    },
    cut: () => {
      bmc.line = "gone";
    },
  };
  return { ...harness, ...theDriverBefore(bmc) };
}

describeDriver("ipmi", ipmiDriver, { load: () => import("./driver.js") });
describePowerInterface("ipmitool", () => aHarness());
describePowerInterface("ipmitool with ipmi_force_boot_device", () => {
  const harness = aHarness({ ipmi_force_boot_device: true });
  harness.task.change({ driverInternalInfo: { persistent_boot_device: "disk" } });
  return harness;
});
describeManagementInterface("ipmitool", () => aHarness());
describeManagementInterface("ipmitool with ipmi_force_boot_device", () => aHarness({ ipmi_force_boot_device: true }));
describeVendorInterface("ipmitool", () => ({ ...aHarness(), calls: { send_raw: RAW, bmc_reset: { warm: false } } }));
describeStepTable("ipmitool", ipmiVendorSteps, {
  type: "vendor",
  make: () => {
    const { vendor: target, ...harness } = aHarness();
    return { ...harness, target, args: { send_raw: RAW } };
  },
});
