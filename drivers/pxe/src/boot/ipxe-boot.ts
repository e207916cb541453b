import {
  type AgentConfig,
  type BootDevice,
  type BootInterface,
  bootModeOf,
  type DeployConfig,
  DriverError,
  isBootDevicePersistent,
  isDriverError,
  kernelAppendParams,
  type MachineFiles,
  type NodeSubject,
  type NodeTask,
  type PrepareRamdiskOptions,
  type RamdiskConfig,
  requestedBootMode,
  resolveRamdiskImages,
} from "@steelyard/interfaces";
import { appendedWords } from "../script/boot-words.js";
import { ipxeScript } from "../script/ipxe-script.js";
import { syncBootMode } from "./boot-mode-sync.js";
import { keepsBootOrderAfterDeploy } from "./boot-order-quirks.js";
import { NETWORK_LOADERS, type NetworkLoader, type NetworkLoaderName } from "./network-loaders.js";
import { PXE_PROPERTIES } from "./pxe-properties.js";
import { switchSecureBoot } from "./secure-boot.js";

/** What a network boot is made with. @public */
export interface IpxeBootParts {
  readonly files: MachineFiles;
  readonly ramdisks: RamdiskConfig;
  readonly deploy: Pick<DeployConfig, "defaultBootMode">;
  readonly agent: Pick<AgentConfig, "kernelAppendParams">;
}

const SCRIPT = "boot.ipxe";
const MODES = ["deploy", "rescue"] as const;
const FILES = [SCRIPT, ...MODES.flatMap((mode) => [`${mode}_kernel`, `${mode}_ramdisk`])];

/** States in which an instance runs on the machine: its boot device is left alone. */
const RUNNING_STATES: readonly string[] = ["active", "adopting"];

/**
 * Network boot by an iPXE script per node; what the names mean is said at `NETWORK_LOADERS`.
 *
 * @remarks
 * The script is published for every port with `pxe_enabled`; kernel and ramdisk of `file://` are served by us. The machine is
 * sent to the network for one boot, and to its disk for good, unless `force_persistent_boot_device` says otherwise.
 * DHCP is not touched. Source: Ironic `ironic.drivers.modules.pxe_base.PXEBaseMixin`.
 * @public
 */
export class IpxeBoot implements BootInterface {
  readonly properties = PXE_PROPERTIES;
  readonly capabilities: NetworkLoader["capabilities"];
  readonly #name: NetworkLoaderName;
  readonly #loader: NetworkLoader;
  readonly #parts: IpxeBootParts;

  constructor(name: NetworkLoaderName, parts: IpxeBootParts) {
    this.#name = name;
    this.#loader = NETWORK_LOADERS[name];
    this.#parts = parts;
    this.capabilities = this.#loader.capabilities;
  }

  validate(subject: NodeSubject): void {
    bootAddresses(subject);
    resolveRamdiskImages(subject.node, "deploy", this.#parts.ramdisks);
    appendedWords(kernelAppendParams(subject.node, this.#parts.agent.kernelAppendParams));
    requestedBootMode(subject.node);
    isBootDevicePersistent(subject.node, false);
  }

  validateRescue({ node }: NodeSubject): void {
    resolveRamdiskImages(node, "rescue", this.#parts.ramdisks);
  }

  validateInspection(subject: NodeSubject): void {
    try {
      this.validate(subject);
    } catch (error) {
      if (!isDriverError(error, "MISSING_PARAMETER") && !isDriverError(error, "MISSING_RAMDISK")) throw error;
      const reason = `The machine can not be booted for inspection: ${error.message}`;
      throw new DriverError("NOT_SUPPORTED", { reason }, { cause: error });
    }
  }

  async prepareRamdisk(task: NodeTask, { mode, parameters }: PrepareRamdiskOptions): Promise<void> {
    const { files, ramdisks, deploy, agent } = this.#parts;
    const macAddresses = bootAddresses(task);
    const images = resolveRamdiskImages(task.node, mode, ramdisks);
    const appendParams = kernelAppendParams(task.node, agent.kernelAppendParams);
    await syncBootMode(task, deploy.defaultBootMode);
    const script = ipxeScript({
      kernelUrl: await files.reachable(task, `${mode}_kernel`, images.kernel),
      ramdiskUrl: await files.reachable(task, `${mode}_ramdisk`, images.ramdisk),
      ramdiskName: `${mode}_ramdisk`,
      appendParams,
      parameters,
    });
    const url = await files.publish(task, SCRIPT, { kind: "ipxe-script", macAddresses, script });
    task.log.info("the machine finds its ramdisk by an iPXE script", {
      node: task.nodeId,
      boot_interface: this.#name,
      script: url,
      the_dhcp_server_has_to_provide: this.#loader.needs,
    });
    await this.#setBootDevice(task, this.#loader.bootDevices, { isPersistent: false });
  }

  async cleanUpRamdisk(task: NodeTask): Promise<void> {
    for (const name of FILES) await this.#parts.files.withdraw(task, name);
  }

  async prepareInstance(task: NodeTask): Promise<void> {
    const { deploy } = this.#parts;
    await syncBootMode(task, deploy.defaultBootMode);
    await switchSecureBoot(task, true);
    await this.cleanUpRamdisk(task);
    if (RUNNING_STATES.includes(task.node.provisionState)) return;
    const bootMode = bootModeOf(task.node, deploy.defaultBootMode);
    if (task.node.provisionState === "deploying" && keepsBootOrderAfterDeploy(task.node, bootMode)) return;
    await this.#setBootDevice(task, ["disk"], { isPersistent: true });
  }

  /** An instance boots from its disk: there is nothing to withdraw. */
  async cleanUpInstance(task: NodeTask): Promise<void> {
    await switchSecureBoot(task, false);
  }

  async #setBootDevice(
    task: NodeTask,
    devices: NetworkLoader["bootDevices"],
    { isPersistent }: { readonly isPersistent: boolean },
  ): Promise<void> {
    const management = task.interfaceOf("management");
    management.validate(task);
    // A machine that is adopted goes on as it is.
    if (task.node.provisionState === "adopting") return;
    const persistent = isBootDevicePersistent(task.node, isPersistent);
    await management.setBootDevice(task, await choose(task, devices), { persistent });
  }
}

async function choose(task: NodeTask, devices: NetworkLoader["bootDevices"]): Promise<BootDevice> {
  const [first, ...others] = devices;
  if (others.length === 0) return first;
  const supported = await task.interfaceOf("management").getSupportedBootDevices(task);
  return devices.find((device) => supported.includes(device)) ?? first;
}

/**
 * The MAC addresses a machine may ask for its script with, in the order of the alphabet.
 * @throws DriverError `MISSING_PARAMETER`
 */
function bootAddresses({ ports }: NodeSubject): readonly string[] {
  const addresses = ports
    .filter(({ pxeEnabled, address }) => pxeEnabled && address !== "")
    .map(({ address }) => address);
  if (addresses.length === 0)
    throw new DriverError("MISSING_PARAMETER", {
      reason: `The node has no port with pxe_enabled, whose MAC address it would boot by (ports: ${ports.length}).`,
    });
  return [...new Set(addresses.map((address) => address.toLowerCase()))].sort();
}
