import {
  DriverError,
  formatCapabilities,
  type InspectInterface,
  type InspectOutcome,
  type JsonObject,
  type JsonValue,
  type NodeSubject,
  type NodeTask,
  notSupported,
  parseCapabilities,
} from "@steelyard/interfaces";
import type { RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { REDFISH_PROPERTIES } from "../access/driver-info.js";
import type { RedfishAccess } from "../access/redfish-access.js";
import { bootModeOf } from "../management/boot-mode.js";
import { fieldsOf } from "./json-fields.js";
import { readLldp } from "./lldp.js";
import { readMemoryMib } from "./memory.js";
import { readInterfaces } from "./network-interfaces.js";
import { readPciDevices } from "./pci-devices.js";
import { type Cpus, readCpus } from "./processors.js";
import { readStorage, type StorageFacts } from "./storage.js";

/** Properties without which nothing can be scheduled to a machine. Source: reference/redfish.md §8. */
const ESSENTIAL = ["memory_mb", "local_gb", "cpu_arch"];

interface Findings {
  readonly memoryMib: number | undefined;
  readonly cpus: Cpus;
  readonly storage: StorageFacts;
  readonly bootMode: "uefi" | "bios" | undefined;
  readonly inventory: JsonObject;
  readonly pluginData: JsonObject;
  readonly unreadable: readonly string[];
}

/**
 * Inspection without a ramdisk.
 *
 * @remarks
 * What a BMC does not tell is left out of the inventory, and resources that could not be read are listed in
 * `plugin_data.unreadable`. A value of the wrong kind ends the inspection with its path and attribute.
 * Source: Ironic `ironic.drivers.modules.redfish.inspect`; reference/redfish.md §8.
 * @public
 */
export class RedfishInspect implements InspectInterface {
  readonly properties = REDFISH_PROPERTIES;
  readonly #access: RedfishAccess;

  constructor(access: RedfishAccess) {
    this.#access = access;
  }

  validate({ node }: NodeSubject): void {
    this.#access.validate(node);
  }

  async inspectHardware(task: NodeTask): Promise<InspectOutcome> {
    const findings = await this.#access.use(task, collect);
    await task.update({ properties: { set: propertiesOf(task, findings) } });
    return { kind: "inspected", data: { inventory: findings.inventory, pluginData: findings.pluginData } };
  }

  async continueInspection(): Promise<InspectOutcome> {
    throw notSupported("inspect", "redfish", "continueInspection");
  }

  async abort(): Promise<void> {
    throw notSupported("inspect", "redfish", "abort");
  }
}

async function collect(bmc: Bmc): Promise<Findings> {
  const system = await bmc.system();
  const memoryMib = await readMemoryMib(bmc, system);
  const cpus = await readCpus(bmc, system);
  const interfaces = await readInterfaces(bmc, system);
  const storage = await readStorage(bmc, system);
  const pciDevices = await readPciDevices(bmc, system);
  const lldp = await readLldp(bmc, system);
  const bootMode = bootModeOf(system);
  const vendor = vendorOf(system);
  return {
    memoryMib,
    cpus,
    storage,
    bootMode,
    unreadable: bmc.unreadable,
    inventory: {
      ...(memoryMib === undefined ? {} : { memory: { physical_mb: memoryMib } }),
      cpu: { ...cpus },
      ...(storage.disks.length === 0 ? {} : { disks: storage.disks }),
      ...(storage.controllers.length === 0 ? {} : { storage_controllers: storage.controllers }),
      interfaces,
      ...(pciDevices.length === 0 ? {} : { pci_devices: pciDevices }),
      ...(Object.keys(vendor).length === 0 ? {} : { system_vendor: vendor }),
      ...(bootMode === undefined ? {} : { boot: { current_boot_mode: bootMode } }),
    },
    pluginData: {
      ...(Object.keys(lldp).length === 0 ? {} : { parsed_lldp: lldp }),
      ...(bmc.unreadable.length === 0 ? {} : { unreadable: [...new Set(bmc.unreadable)] }),
    },
  };
}

function vendorOf(system: RedfishResource): JsonObject {
  return fieldsOf(system, {
    product_name: ["Model"],
    serial_number: ["SerialNumber"],
    manufacturer: ["Manufacturer"],
    system_uuid: ["UUID"],
  });
}

/** @throws DriverError `NOT_SUPPORTED` when an essential property is neither found nor set by the operator */
function propertiesOf(task: NodeTask, findings: Findings): Record<string, JsonValue> {
  const { memoryMib, cpus, storage, bootMode, unreadable } = findings;
  const { properties } = task.node;
  const isDiskKnown = storage.localGib > 0 || !unreadable.some((path) => /storage/i.test(path));
  if (storage.localGib === 0)
    task.log.warn("no disk was found", { node: task.nodeId, is_storage_readable: isDiskKnown });
  const capabilities = parseCapabilities(properties["capabilities"]);
  const found: Record<string, JsonValue> = {
    ...(memoryMib === undefined ? {} : { memory_mb: memoryMib }),
    ...(cpus.architecture === "" ? {} : { cpu_arch: cpus.architecture }),
    ...(cpus.count === 0 ? {} : { cpus: cpus.count }),
    ...(isDiskKnown ? { local_gb: storage.localGib } : {}),
    ...(bootMode === undefined || capabilities.has("boot_mode")
      ? {}
      : { capabilities: formatCapabilities(new Map([...capabilities, ["boot_mode", bootMode]])) }),
  };
  const missing = ESSENTIAL.filter((name) => (found[name] ?? properties[name] ?? null) === null);
  if (missing.length > 0)
    throw new DriverError("NOT_SUPPORTED", {
      reason: `The BMC does not tell ${missing.join(", ")}. Set it in properties, or inspect with the agent.`,
      missing,
    });
  return found;
}
