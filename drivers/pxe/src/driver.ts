import {
  AGENT_CONFIG,
  bind,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  type DriverDefinition,
  defineDriver,
  MACHINE_FILES,
} from "@steelyard/interfaces";
import { IpxeBoot } from "./boot/ipxe-boot.js";
import type { NetworkLoaderName } from "./boot/network-loaders.js";

const deps = {
  files: MACHINE_FILES,
  ramdisks: CONDUCTOR_CONFIG.token,
  deploy: DEPLOY_CONFIG.token,
  agent: AGENT_CONFIG.token,
};

function networkBoot(name: NetworkLoaderName) {
  return bind("boot", name, { deps, create: (parts) => new IpxeBoot(name, parts) });
}

/** Network boot for the machines of other drivers: boot interfaces `ipxe`, `pxe` and `http-ipxe`. @public */
export const pxeDriver: DriverDefinition = defineDriver({
  id: "pxe",
  interfaces: { boot: [networkBoot("ipxe"), networkBoot("pxe"), networkBoot("http-ipxe")] },
  hardwareTypes: [],
});
