import type { JsonObject } from "@steelyard/interfaces";
import type { ConductorService } from "@steelyard/runtime-interfaces";
import { heartbeat } from "../agent-calls/heartbeat.js";
import { lookup } from "../agent-calls/lookup.js";
import type { ConductorParts } from "../conductor-options.js";
import type { Membership } from "../membership/membership.js";
import { readSubject } from "../task/node-task.js";
import { acceptPower } from "../verbs/accept-power.js";
import { acceptSetting } from "../verbs/accept-setting.js";
import { acceptVerb } from "../verbs/accept-verb.js";
import { validated } from "../verbs/refusals.js";
import { changeNode } from "./change-node.js";
import { deleteNode } from "./delete-node.js";
import type { SynchronousCalls } from "./synchronous-calls.js";
import { validateNode } from "./validate-node.js";
import { driverProperties, driverVendor, type PassthruAnswer, servedType, vendorMethod } from "./vendor-calls.js";

/** What the API asks, answered by this process. */
export function createService(
  parts: ConductorParts,
  membership: Membership,
  calls: SynchronousCalls,
): ConductorService {
  const { store, hardware } = parts;
  async function setTargetRaidConfig(nodeUuid: string, config: JsonObject): Promise<void> {
    const node = await store.nodes.get({ uuid: nodeUuid });
    const subject = await readSubject(store, hardware, node);
    validated(nodeUuid, "take this RAID configuration", () => {
      const raid = subject.interfaceOf("raid");
      // An empty configuration takes the target back; there is nothing a driver could build from it.
      if (Object.keys(config).length === 0) raid.validate(subject);
      else raid.validateRaidConfig(subject, config);
    });
    await changeNode(parts, nodeUuid, () => ({ targetRaidConfig: config }));
  }

  async function vendorPassthru(
    nodeUuid: string,
    name: string,
    httpMethod: string,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<PassthruAnswer> {
    return calls.held(nodeUuid, signal, async (task) => {
      const vendor = task.interfaceOf("vendor");
      const { isAsync } = vendorMethod(vendor.methods, name, httpMethod, args);
      const value = await vendor.call(task, name, args);
      return isAsync ? { isAsync } : { isAsync, value };
    });
  }

  return {
    hostname: parts.hostname,
    hardwareTypes: () => hardware.hardwareTypes,
    resolveInterfaces: (driver, wanted) => hardware.resolveInterfaces(driver, wanted),
    driverProperties: (driver) => driverProperties(hardware, driver),
    raidLogicalDiskProperties: (driver) => {
      const name = servedType(hardware, driver).defaults.raid;
      return name === null ? {} : hardware.implementation("raid", name).getLogicalDiskProperties();
    },
    ownerOf: (node) => membership.ownerOf(node),
    validate: (node) => validateNode(parts, node),

    provision: (nodeUuid, request) => acceptVerb(parts, membership, nodeUuid, request),
    power: (nodeUuid, target, options) => acceptPower(parts, membership, nodeUuid, target, options),
    changeSetting: (nodeUuid, change, options) => acceptSetting(parts, membership, nodeUuid, change, options),
    getConsole: async (nodeUuid, signal) => {
      const node = await store.nodes.get({ uuid: nodeUuid });
      if (!node.consoleEnabled) return null;
      return calls.held(nodeUuid, signal, (task) => task.interfaceOf("console").getConsole(task));
    },
    setMaintenance: async (nodeUuid, on, reason) => {
      await changeNode(parts, nodeUuid, () =>
        on
          ? { maintenance: true, maintenanceReason: reason }
          : { maintenance: false, maintenanceReason: null, fault: null },
      );
    },
    setTargetRaidConfig,
    deleteNode: (nodeUuid) => deleteNode(parts, nodeUuid),

    getBootDevice: (nodeUuid, signal) =>
      calls.held(nodeUuid, signal, (task) => task.interfaceOf("management").getBootDevice(task)),
    setBootDevice: (nodeUuid, device, persistent, signal) =>
      calls.held(nodeUuid, signal, (task) =>
        task.interfaceOf("management").setBootDevice(task, device, { persistent }),
      ),
    getSupportedBootDevices: (nodeUuid, signal) =>
      calls.held(nodeUuid, signal, (task) => task.interfaceOf("management").getSupportedBootDevices(task)),
    injectNmi: (nodeUuid, signal) =>
      calls.held(nodeUuid, signal, (task) => task.interfaceOf("management").injectNmi(task)),
    getSupportedIndicators: (nodeUuid, signal) =>
      calls.held(nodeUuid, signal, (task) => task.interfaceOf("management").getSupportedIndicators(task)),
    getIndicatorState: (nodeUuid, component, indicator, signal) =>
      calls.held(nodeUuid, signal, (task) =>
        task.interfaceOf("management").getIndicatorState(task, component, indicator),
      ),
    setIndicatorState: (nodeUuid, component, indicator, state, signal) =>
      calls.held(nodeUuid, signal, (task) =>
        task.interfaceOf("management").setIndicatorState(task, component, indicator, state),
      ),
    vendorMethods: async (nodeUuid) => {
      const node = await store.nodes.get({ uuid: nodeUuid });
      return (await readSubject(store, hardware, node)).interfaceOf("vendor").methods;
    },
    vendorPassthru,
    driverVendorMethods: (driver) => driverVendor(hardware, driver).driverMethods,
    driverVendorPassthru: async (driver, name, httpMethod, args, signal) => {
      const vendor = driverVendor(hardware, driver);
      const { isAsync } = vendorMethod(vendor.driverMethods, name, httpMethod, args);
      const value = await vendor.callDriver(name, args, signal);
      return isAsync ? { isAsync } : { isAsync, value };
    },

    lookup: (query) => lookup(parts, query),
    heartbeat: (ident, beat) => heartbeat(parts, ident, beat),
  };
}
