import type { AgentPool } from "@steelyard/agent-client";
import {
  type AgentConfig,
  type AgentStep,
  type AgentStepCall,
  type Callbacks,
  type DeployConfig,
  type DeployInterface,
  DONE,
  type Images,
  type InterfaceProperties,
  type NetworkPurpose,
  type NodeSubject,
  type NodeTask,
  type ProvisionState,
  type StepCheck,
  type StepOutcome,
} from "@steelyard/interfaces";
import { IMAGE_KEY, IMAGE_URL_KEY, imageChanges } from "../image/image-info.js";
import { InBandSteps } from "../in-band/in-band-steps.js";
import { AgentLogs } from "../logs/agent-logs.js";
import { powerForNetworks } from "../ramdisk/power-for-networks.js";
import { Ramdisk } from "../ramdisk/ramdisk.js";
import { AgentTearDown } from "./agent-tear-down.js";
import { ImageWriting } from "./image-writing.js";
import { InstanceBoot } from "./instance-boot.js";
import { validateRootDeviceHints } from "./root-device-hints.js";
import { validateCapabilities, validateDownload } from "./validate-direct.js";

/** Source: Ironic `ironic.drivers.modules.agent.COMMON_PROPERTIES`; kernel and ramdisk are the boot interface's. */
const PROPERTIES: InterfaceProperties = {
  deploy_forces_oob_reboot:
    "Switch the machine off through its BMC after a deploy, instead of from within. Default: false.",
  agent_verify_ca:
    "Trust in the agent's certificate where the agent sent none: a boolean, or a PEM file or folder. Default: [agent] verify_ca.",
  image_http_proxy: "Proxy through which the agent fetches http images.",
  image_https_proxy: "Proxy through which the agent fetches https images.",
  image_no_proxy: "Comma list of hosts and .domains that are fetched without a proxy.",
  image_download_source:
    "Where the agent fetches images: http from their source, local through the conductor. Default: [agent] image_download_source.",
};

/** States in which the machine is left as it is, so that an operator can look at it. */
const FAILED: ReadonlySet<ProvisionState> = new Set<ProvisionState>([
  "deploy failed",
  "clean failed",
  "service failed",
]);

/** What the deploy interface is made of. @public */
export interface DirectDeployParts {
  readonly agents: AgentPool;
  readonly images: Images;
  readonly callbacks: Callbacks;
  readonly agent: AgentConfig;
  readonly deploy: DeployConfig;
  /** For the names of log files. */
  readonly now?: () => Date;
}

/**
 * `direct`: an agent in a ramdisk fetches the image and writes it to the disk.
 *
 * @remarks
 * Every method can be run again after a crash at any point. Where a method needs another power state it asks the conductor for
 * it and is called again.
 * Source: Ironic `ironic.drivers.modules.agent.AgentDeploy`, `ironic.drivers.modules.agent_base`.
 * @public
 */
export class DirectDeploy implements DeployInterface {
  readonly properties = PROPERTIES;
  readonly #parts: DirectDeployParts;
  readonly #ramdisk: Ramdisk;
  readonly #inBand: InBandSteps;
  readonly #logs: AgentLogs;
  readonly #writing: ImageWriting;
  readonly #instanceBoot: InstanceBoot;
  readonly #tearDown: AgentTearDown;

  constructor(parts: DirectDeployParts) {
    const { agents, images, callbacks, agent, deploy, now = () => new Date() } = parts;
    this.#parts = parts;
    this.#ramdisk = new Ramdisk(callbacks);
    this.#inBand = new InBandSteps({ agents, ramdisk: this.#ramdisk, config: deploy });
    this.#logs = new AgentLogs({ agents, config: agent, now });
    this.#writing = new ImageWriting({ agents, images, inBand: this.#inBand, config: agent });
    this.#instanceBoot = new InstanceBoot({ agents, defaultBootMode: deploy.defaultBootMode });
    this.#tearDown = new AgentTearDown({ agents, config: agent });
  }

  validate(subject: NodeSubject): void {
    const { node } = subject;
    subject.interfaceOf("boot").validate(subject);
    validateCapabilities(node);
    validateRootDeviceHints(node);
    if (!writesImage(subject)) return;
    this.#parts.images.validate(node.instanceInfo);
    validateDownload(node);
  }

  async prepare(task: NodeTask): Promise<StepOutcome> {
    const network = task.interfaceOf("network");
    network.validate(task);
    const isWritten = writesImage(task);
    // Looked up before the machine is touched: a missing image then costs nothing.
    const image = isWritten ? await this.#parts.images.resolve(task) : undefined;
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    if (isWritten) {
      await network.unconfigureTenantNetworks(task);
      await network.addNetwork(task, "provisioning");
    }
    await task.interfaceOf("storage").attachVolumes(task);
    if (image === undefined) return DONE;
    await task.update(imageChanges(image));
    await this.#ramdisk.prepare(task);
    return DONE;
  }

  async cleanUp(task: NodeTask): Promise<void> {
    if (isFailed(task)) await this.#logs.keep(task, "on_failure");
    await task.interfaceOf("boot").cleanUpRamdisk(task);
    await task.interfaceOf("boot").cleanUpInstance(task);
    await this.#ramdisk.forget(task, [IMAGE_KEY]);
    if (IMAGE_URL_KEY in task.node.instanceInfo) await task.update({ instanceInfo: { remove: [IMAGE_URL_KEY] } });
    await this.#parts.agents.forget(task.nodeId);
  }

  async tearDown(task: NodeTask): Promise<StepOutcome> {
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    const network = task.interfaceOf("network");
    await task.interfaceOf("storage").detachVolumes(task);
    await network.unconfigureTenantNetworks(task);
    await network.removeNetwork(task, "provisioning");
    if (!task.node.disablePowerOff) return this.#offAfterNetworks(task);
    // It can not be switched off, and must not go on with an instance that is gone.
    await task.interfaceOf("boot").cleanUpInstance(task);
    return { kind: "reboot", then: "next", awaitAgent: false };
  }

  /** An active machine starts from its disk and needs nothing of us; one that is adopted is told to. */
  async takeOver(task: NodeTask): Promise<void> {
    if (task.node.provisionState === "adopting") await task.interfaceOf("boot").prepareInstance(task);
  }

  prepareCleaning(task: NodeTask): Promise<StepOutcome> {
    return this.#enterAgent(task, "cleaning");
  }

  async tearDownCleaning(task: NodeTask): Promise<StepOutcome> {
    if (isFailed(task)) return this.#abandon(task, "cleaning");
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    await this.#leaveAgent(task, "cleaning");
    return task.node.disablePowerOff
      ? { kind: "reboot", then: "next", awaitAgent: false }
      : this.#offAfterNetworks(task);
  }

  async prepareService(task: NodeTask): Promise<StepOutcome> {
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    await task.interfaceOf("boot").cleanUpInstance(task);
    await task.interfaceOf("network").unconfigureTenantNetworks(task);
    return this.#enterAgent(task, "servicing");
  }

  async tearDownService(task: NodeTask): Promise<StepOutcome> {
    if (isFailed(task)) return this.#abandon(task, "servicing");
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    await this.#leaveAgent(task, "servicing");
    await task.interfaceOf("network").configureTenantNetworks(task);
    await task.interfaceOf("boot").prepareInstance(task);
    return task.node.disablePowerOff
      ? { kind: "reboot", then: "next", awaitAgent: false }
      : { kind: "power", target: "power on", then: "next" };
  }

  prepareAgentBoot(task: NodeTask): Promise<void> {
    return this.#ramdisk.prepare(task);
  }

  getAgentSteps(task: NodeTask, phase: AgentStepCall["phase"]): Promise<readonly AgentStep[]> {
    return this.#inBand.list(task, phase);
  }

  runAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepOutcome> {
    return this.#inBand.run(task, step);
  }

  checkAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepCheck> {
    return this.#inBand.check(task, step);
  }

  collectAgentLogs(task: NodeTask): Promise<Uint8Array | undefined> {
    return this.#logs.collect(task);
  }

  /** Step `deploy`. */
  async startAgent(task: NodeTask): Promise<StepOutcome> {
    return writesImage(task) ? { kind: "reboot", then: "next", awaitAgent: true } : DONE;
  }

  /** Step `write_image`. */
  async writeImage(task: NodeTask): Promise<StepOutcome> {
    return writesImage(task) ? this.#writing.begin(task) : DONE;
  }

  async checkWriteImage(task: NodeTask): Promise<StepCheck> {
    return writesImage(task) ? this.#writing.check(task) : DONE;
  }

  /** Step `prepare_instance_boot`. */
  async prepareInstanceBoot(task: NodeTask): Promise<StepOutcome> {
    if (writesImage(task)) return this.#instanceBoot.begin(task);
    await task.interfaceOf("boot").prepareInstance(task);
    return DONE;
  }

  async checkInstanceBoot(task: NodeTask): Promise<StepCheck> {
    return writesImage(task) ? this.#instanceBoot.check(task) : { kind: "not-started" };
  }

  /** Step `tear_down_agent`. */
  async tearDownAgent(task: NodeTask): Promise<StepOutcome> {
    if (!writesImage(task)) return DONE;
    await this.#logs.keep(task, "always");
    return this.#tearDown.begin(task);
  }

  async checkTearDownAgent(task: NodeTask): Promise<StepCheck> {
    return writesImage(task) ? this.#tearDown.check(task) : DONE;
  }

  /** Step `switch_to_tenant_network`. */
  async switchToTenantNetwork(task: NodeTask): Promise<StepOutcome> {
    const network = task.interfaceOf("network");
    const { disablePowerOff, powerState } = task.node;
    if (network.needPowerOn(task) && powerState !== "power on" && !disablePowerOff)
      return { kind: "power", target: "power on", then: "same" };
    await network.removeNetwork(task, "provisioning");
    await network.configureTenantNetworks(task);
    return DONE;
  }

  /** Step `boot_instance`. */
  async bootInstance(task: NodeTask): Promise<StepOutcome> {
    await this.#parts.agents.forget(task.nodeId);
    await this.#ramdisk.forget(task);
    if (task.node.disablePowerOff) return { kind: "reboot", then: "next", awaitAgent: false };
    const canSwitchOn = task.interfaceOf("power").getSupportedPowerStates(task).includes("power on");
    if (!canSwitchOn) return DONE;
    // With SmartNICs it is on for its networks, and has tried to start before they were there.
    return task.node.powerState === "power on" && task.interfaceOf("network").needPowerOn(task)
      ? { kind: "reboot", then: "next", awaitAgent: false }
      : { kind: "power", target: "power on", then: "next" };
  }

  async #enterAgent(task: NodeTask, purpose: NetworkPurpose): Promise<StepOutcome> {
    const power = powerForNetworks(task);
    if (power !== undefined) return power;
    await task.interfaceOf("network").addNetwork(task, purpose);
    await this.#ramdisk.prepare(task);
    return { kind: "reboot", then: "next", awaitAgent: true };
  }

  async #leaveAgent(task: NodeTask, purpose: NetworkPurpose): Promise<void> {
    await task.interfaceOf("boot").cleanUpRamdisk(task);
    await task.interfaceOf("network").removeNetwork(task, purpose);
    await this.#ramdisk.forget(task);
    await this.#parts.agents.forget(task.nodeId);
  }

  /** The machine stays as it is; only what could start it again by mistake is withdrawn. */
  async #abandon(task: NodeTask, purpose: "cleaning" | "servicing"): Promise<StepOutcome> {
    await this.#logs.keep(task, "on_failure", purpose);
    await task.interfaceOf("boot").cleanUpRamdisk(task);
    if (purpose === "cleaning") await task.interfaceOf("network").removeNetwork(task, purpose);
    await this.#ramdisk.forget(task);
    await this.#parts.agents.forget(task.nodeId);
    return DONE;
  }

  async #offAfterNetworks(task: NodeTask): Promise<StepOutcome> {
    return task.node.powerState === "power off" ? DONE : { kind: "power", target: "power off", then: "next" };
  }
}

/** False when the machine boots from a volume. */
function writesImage(subject: NodeSubject): boolean {
  return subject.interfaceOf("storage").shouldWriteImage(subject);
}

function isFailed({ node }: NodeTask): boolean {
  return FAILED.has(node.provisionState);
}
