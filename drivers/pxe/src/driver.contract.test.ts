import { aTask, describeBootInterface, describeDriver, MemoryMachineFiles } from "@steelyard/driver-contract";
import { AGENT_CONFIG, CONDUCTOR_CONFIG, configDefaults, DEPLOY_CONFIG } from "@steelyard/interfaces";
import { IpxeBoot } from "./boot/ipxe-boot.js";
import { NETWORK_LOADERS, type NetworkLoaderName } from "./boot/network-loaders.js";
import { RememberingManagement } from "./boot/remembering-management.test.support.js";
import { pxeDriver } from "./driver.js";

function aHarness(name: NetworkLoaderName) {
  const files = new MemoryMachineFiles();
  const management = new RememberingManagement();
  const boot = new IpxeBoot(name, {
    files,
    ramdisks: {
      ...configDefaults(CONDUCTOR_CONFIG),
      deployKernelByArch: { aarch64: "file:///images/kernel" },
      deployRamdiskByArch: { aarch64: "http://images.test/ramdisk" },
    },
    deploy: configDefaults(DEPLOY_CONFIG),
    agent: configDefaults(AGENT_CONFIG),
  });
  const task = aTask({
    node: { provisionState: "deploying", properties: { cpu_arch: "aarch64" } },
    ports: [{ address: "52:54:00:00:00:01" }],
    interfaces: { management },
  });
  return {
    boot,
    task,
    seen: () => [...files.writes, ...management.told],
    state: () => ({ files: files.published(), bootDevice: management.bootDevice }),
    leftovers: () => files.published(),
    invalid: {
      "an architecture without a ramdisk": {
        node: { properties: { cpu_arch: "riscv64" } },
        code: "MISSING_RAMDISK",
      },
      "parameters that end the command": { node: { driverInfo: { kernel_append_params: "a || shell" } } },
    },
  } as const;
}

describeDriver("pxe", pxeDriver, { load: () => import("./driver.js") });
for (const name of Object.keys(NETWORK_LOADERS) as NetworkLoaderName[])
  describeBootInterface(name, () => aHarness(name));
