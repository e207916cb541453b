import {
  describeBootInterface,
  describeDriver,
  describeInspectInterface,
  describeManagementInterface,
  describePowerInterface,
  describeStepTable,
  describeVendorInterface,
  type InvalidNode,
  MemoryMachineFiles,
} from "@steelyard/driver-contract";
import {
  AGENT_CONFIG,
  CONDUCTOR_CONFIG,
  configDefaults,
  DEPLOY_CONFIG,
  type HardwareInterfaces,
  NoopNetwork,
} from "@steelyard/interfaces";
import {
  REDFISH_CONFIG,
  RedfishInspect,
  RedfishManagement,
  RedfishPower,
  RedfishVendor,
  RedfishVirtualMediaBoot,
  redfishDriver,
  redfishManagementSteps,
} from "./index.js";
import { CD, SYSTEM, startBench } from "./testing/a-machine.test.support.js";
import { memorySubscriptions } from "./testing/memory-subscriptions.test.support.js";

const address = (redfish_address: string | number): InvalidNode["node"] => ({ driverInfo: { redfish_address } });

const INVALID: Readonly<Record<string, InvalidNode>> = {
  "the address is empty": { node: address(""), code: "MISSING_PARAMETER" },
  "the address is no text": { node: address(7), code: "INVALID_PARAMETER" },
  "the address has another scheme": { node: address("ftp://bmc"), code: "INVALID_PARAMETER" },
  "the way to log in is unknown": {
    node: { driverInfo: { redfish_address: "bmc", redfish_auth_type: "kerberos" } },
    code: "INVALID_PARAMETER",
  },
};

/** The machine of {@link startBench} as the suites want it. */
async function harness(options: Parameters<typeof startBench>[0] = {}) {
  const found = await startBench(options);
  return {
    ...found,
    seen: () => found.bmc.writes(),
    hang: () => found.bmc.hang(),
    cut: () => found.bmc.close(),
    invalid: INVALID,
  };
}

describeDriver("redfish", redfishDriver, { load: () => import("./driver.js") });

describePowerInterface("redfish", async () => {
  const found = await harness();
  return { ...found, power: new RedfishPower(found.access) };
});

describeManagementInterface("redfish", async () => {
  const found = await harness();
  return { ...found, management: new RedfishManagement(found.access) };
});

describeInspectInterface("redfish", async () => {
  const found = await harness({ node: { properties: { memory_mb: 1024, cpu_arch: "x86_64" } } });
  return { ...found, inspect: new RedfishInspect(found.access) };
});

describeVendorInterface("redfish", async () => {
  const found = await harness();
  memorySubscriptions(found.bmc, ["1"]);
  const id = { id: "1" };
  return {
    ...found,
    vendor: new RedfishVendor(found.access),
    calls: {
      eject_vmedia: {},
      create_subscription: { Destination: "https://192.0.2.1/events" },
      get_subscription: id,
      get_all_subscriptions: {},
      delete_subscription: id,
    },
  };
});

describeStepTable("redfish", redfishManagementSteps, {
  type: "management",
  make: async () => {
    const found = await harness();
    const now = () => Date.parse("2026-01-01T00:00:00Z");
    return { ...found, target: new RedfishManagement(found.access, now) };
  },
});

describeBootInterface("redfish-virtual-media", async () => {
  const files = new MemoryMachineFiles("http://192.0.2.7");
  const interfaces: Partial<HardwareInterfaces> = { network: new NoopNetwork() };
  const found = await harness({ interfaces });
  interfaces.management = new RedfishManagement(found.access);
  const boot = new RedfishVirtualMediaBoot({
    access: found.access,
    files,
    conductor: {
      ...configDefaults(CONDUCTOR_CONFIG),
      deployKernel: "http://192.0.2.7/kernel",
      deployRamdisk: "http://192.0.2.7/ramdisk",
      bootloader: "http://192.0.2.7/esp",
    },
    deploy: configDefaults(DEPLOY_CONFIG),
    agent: configDefaults(AGENT_CONFIG),
    redfish: configDefaults(REDFISH_CONFIG),
  });
  return {
    ...found,
    boot,
    seen: () => [...found.bmc.writes(), ...files.writes],
    state: () => ({
      files: files.published(),
      drive: found.bmc.tree.get(CD),
      boot: found.bmc.tree.get(SYSTEM)?.["Boot"],
    }),
    leftovers: () => [...files.published(), ...(found.bmc.tree.get(CD)?.["Inserted"] === true ? ["a medium"] : [])],
  };
});
