import { fileURLToPath } from "node:url";
import {
  type AgentConfig,
  type BootCapability,
  type BootInterface,
  type ConductorConfig,
  type DeployConfig,
  DriverError,
  type InterfaceProperties,
  isBootDevicePersistent,
  isDriverError,
  isSecureBootRequested,
  type JsonObject,
  type MachineFiles,
  type NodeSubject,
  type NodeTask,
  type PrepareRamdiskOptions,
  requestedBootMode,
} from "@steelyard/interfaces";
import { REDFISH_PROPERTIES } from "../access/driver-info.js";
import type { RedfishAccess } from "../access/redfish-access.js";
import type { RedfishConfig } from "../config/redfish-config.js";
import { isDiskOrderLeftAlone } from "../management/boot-quirks.js";
import { attachMedia, detachMedia } from "../virtual-media/virtual-media.js";
import { isRamdiskInstance, mediumBootMode } from "./boot-intent.js";
import { type BootMedium, instanceMedium, ramdiskMedium } from "./boot-medium.js";
import { refuseUnfitIdrac } from "./idrac-firmware.js";
import { kernelCommandLine } from "./kernel-command-line.js";

const RAMDISK_FILE = "redfish-ramdisk.iso";
const INSTANCE_FILE = "redfish-instance.iso";
const PROTOCOLS = ["HTTP", "HTTPS"];

const BOOT_PROPERTIES: InterfaceProperties = {
  deploy_kernel: "URL of the agent's kernel. Default: [conductor] deploy_kernel_by_arch, deploy_kernel.",
  deploy_ramdisk: "URL of the agent's ramdisk. Default: [conductor] deploy_ramdisk_by_arch, deploy_ramdisk.",
  deploy_iso: "URL of an ISO with the agent, used as it is instead of kernel and ramdisk.",
  rescue_kernel: "As deploy_kernel, for rescue.",
  rescue_ramdisk: "As deploy_ramdisk, for rescue.",
  rescue_iso: "As deploy_iso, for rescue.",
  bootloader:
    "URL of an image of an EFI system partition with the boot loader; needed for UEFI unless an ISO is given. Default: [conductor] bootloader_by_arch, bootloader.",
  kernel_append_params: "Kernel parameters for the agent; %default% stands for the configured ones.",
  vmedia_transport_protocol: "HTTP or HTTPS.",
};

/** What the boot interface is made of. */
export interface VirtualMediaBootParts {
  readonly access: RedfishAccess;
  readonly files: MachineFiles;
  readonly conductor: ConductorConfig;
  readonly deploy: DeployConfig;
  readonly agent: AgentConfig;
  readonly redfish: RedfishConfig;
}

/**
 * Starts machines from an ISO in a virtual drive that the BMC fetches over http or https.
 *
 * @remarks
 * Every method can be run again after a crash at any request: what is published keeps its URL, drives are emptied before they
 * are filled, and the boot device comes last.
 * Source: Ironic `ironic.drivers.modules.redfish.boot.RedfishVirtualMediaBoot`; reference/redfish.md §4.
 * @public
 */
export class RedfishVirtualMediaBoot implements BootInterface {
  readonly properties = { ...REDFISH_PROPERTIES, ...BOOT_PROPERTIES };
  readonly capabilities: readonly BootCapability[] = ["ramdisk_boot"];
  readonly #parts: VirtualMediaBootParts;

  constructor(parts: VirtualMediaBootParts) {
    this.#parts = parts;
  }

  validate(subject: NodeSubject): void {
    this.#validateCommon(subject);
    const { node } = subject;
    if (isRamdiskInstance(node)) instanceMedium(node, this.#bootMode(subject), this.#parts.conductor);
    else this.#ramdiskMedium(subject, "deploy");
  }

  validateRescue(subject: NodeSubject): void {
    this.#validateCommon(subject);
    this.#ramdiskMedium(subject, "rescue");
  }

  validateInspection(subject: NodeSubject): void {
    this.#validateCommon(subject);
    this.#ramdiskMedium(subject, "deploy");
  }

  async prepareRamdisk(task: NodeTask, { mode, parameters }: PrepareRamdiskOptions): Promise<void> {
    const medium = this.#ramdiskMedium(task, mode);
    await this.#access.use(task, refuseUnfitIdrac);
    // The agent looks for its files on virtual media when it is told so.
    const all = { ...parameters, boot_method: "vmedia" };
    if (medium.kind === "iso")
      task.log.info("the ISO is used as it is; the agent gets no parameters from us", { node: task.nodeId, mode });
    await this.#insert(task, medium, RAMDISK_FILE, this.#commandLine(task, all));
    await this.#applyBootMode(task);
    await this.#bootFrom(task, "cdrom", false);
  }

  async cleanUpRamdisk(task: NodeTask): Promise<void> {
    await this.#eject(task);
    await this.#parts.files.withdraw(task, RAMDISK_FILE);
  }

  async prepareInstance(task: NodeTask): Promise<void> {
    await this.cleanUpRamdisk(task);
    await this.#applyBootMode(task);
    if (isSecureBootRequested(task.node)) await task.interfaceOf("management").setSecureBootState(task, true);
    if (isRamdiskInstance(task.node)) {
      const medium = instanceMedium(task.node, this.#bootMode(task), this.#parts.conductor);
      const given = task.node.instanceInfo["ramdisk_kernel_arguments"];
      await this.#insert(task, medium, INSTANCE_FILE, typeof given === "string" ? given : this.#commandLine(task, {}));
      await this.#bootFrom(task, "cdrom", true);
    } else if (await this.#access.use(task, isDiskOrderLeftAlone)) {
      task.log.info("the machine keeps the boot order that the installed system wrote", { node: task.nodeId });
    } else {
      await this.#bootFrom(task, "disk", true);
    }
  }

  async cleanUpInstance(task: NodeTask): Promise<void> {
    await this.#eject(task);
    await this.#parts.files.withdraw(task, INSTANCE_FILE);
    await this.#parts.files.withdraw(task, RAMDISK_FILE);
    if (!isSecureBootRequested(task.node)) return;
    await this.#tolerated(task, "secure boot", () => task.interfaceOf("management").setSecureBootState(task, false));
  }

  get #access(): RedfishAccess {
    return this.#parts.access;
  }

  async #insert(task: NodeTask, medium: BootMedium, name: string, kernelParameters: string): Promise<void> {
    const url = await this.#publish(task, medium, name, kernelParameters);
    await this.#access.use(task, (bmc) => attachMedia(bmc, "cdrom", url));
  }

  async #publish(task: NodeTask, medium: BootMedium, name: string, kernelParameters: string): Promise<string> {
    const { files } = this.#parts;
    if (medium.kind === "iso") {
      if (!/^file:/i.test(medium.url)) return medium.url;
      return files.publish(task, name, { kind: "local-file", path: fileURLToPath(medium.url) }, { for: "bmc" });
    }
    const { kernel, ramdisk, bootloader } = medium;
    const architecture = task.node.properties["cpu_arch"];
    return files.publish(
      task,
      name,
      {
        kind: "boot-iso",
        kernel,
        ramdisk,
        kernelParameters,
        bootMode: this.#bootMode(task),
        architecture: typeof architecture === "string" ? architecture : null,
        bootloader,
        files: await networkData(task),
      },
      { for: "bmc" },
    );
  }

  async #bootFrom(task: NodeTask, device: "cdrom" | "disk", wanted: boolean): Promise<void> {
    const persistent = isBootDevicePersistent(task.node, wanted);
    await task.interfaceOf("management").setBootDevice(task, device, { persistent });
  }

  async #eject(task: NodeTask): Promise<void> {
    await this.#access.use(task, (bmc) => detachMedia(bmc, ["cdrom"]));
  }

  #bootMode({ node }: NodeSubject): "uefi" | "bios" {
    return mediumBootMode(node, this.#parts.deploy.defaultBootMode);
  }

  #ramdiskMedium(subject: NodeSubject, mode: "deploy" | "rescue"): BootMedium {
    return ramdiskMedium(subject.node, mode, this.#bootMode(subject), this.#parts.conductor);
  }

  #commandLine({ node }: Pick<NodeSubject, "node">, parameters: PrepareRamdiskOptions["parameters"]): string {
    const { redfish, agent } = this.#parts;
    return kernelCommandLine(node, parameters, redfish.kernelAppendParams ?? agent.kernelAppendParams);
  }

  async #applyBootMode(task: NodeTask): Promise<void> {
    const mode = requestedBootMode(task.node);
    if (mode === null) return;
    await this.#tolerated(task, "the boot mode", () => task.interfaceOf("management").setBootMode(task, mode));
  }

  /** A machine without the feature is left as it is. */
  async #tolerated(task: NodeTask, what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isDriverError(error, "NOT_SUPPORTED")) throw error;
      task.log.warn(`${what} cannot be set and is left as it is`, { node: task.nodeId, reason: error.message });
    }
  }

  #validateCommon({ node }: NodeSubject): void {
    this.#access.validate(node);
    requestedBootMode(node);
    isBootDevicePersistent(node, false);
    this.#commandLine({ node }, {});
    for (const key of ["config_via_removable", "config_via_floppy"]) {
      if (node.driverInfo[key] === true)
        throw new DriverError("NOT_SUPPORTED", {
          reason: `driver_info/${key}: parameters are passed on the kernel's command line of the boot ISO, not on a removable medium.`,
        });
    }
    const protocol = node.driverInfo["vmedia_transport_protocol"];
    if (protocol !== undefined && protocol !== null && !PROTOCOLS.includes(String(protocol).toUpperCase()))
      throw new DriverError("NOT_SUPPORTED", {
        reason: `driver_info/vmedia_transport_protocol is ${JSON.stringify(protocol)}; media are served over ${PROTOCOLS.join(" and ")}.`,
      });
  }
}

/** The network configuration of the ramdisk, where the node has one. */
async function networkData(task: NodeTask): Promise<Readonly<Record<string, JsonObject>>> {
  const data = await task.interfaceOf("network").getNodeNetworkData(task);
  return Object.keys(data).length === 0 ? {} : { "openstack/latest/network_data.json": data };
}
