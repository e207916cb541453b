import {
  type AgentPool,
  type AgentSubject,
  type CommandResult,
  type OfferedAgentStep,
  resultOf,
} from "@steelyard/agent-client";
import type {
  AgentStep,
  AgentStepCall,
  DeployConfig,
  JsonObject,
  JsonSchema,
  JsonValue,
  NodeTask,
  StepCheck,
  StepOutcome,
} from "@steelyard/interfaces";
import type { Ramdisk } from "../ramdisk/ramdisk.js";
import { commandGone, findAttached, startAttached } from "./attached-command.js";
import { nodeObject, portObject } from "./node-object.js";

type Phase = AgentStepCall["phase"];

/** @internal */
export interface InBandParts {
  readonly agents: AgentPool;
  readonly ramdisk: Ramdisk;
  readonly config: Pick<DeployConfig, "eraseDevicesPriority" | "eraseDevicesMetadataPriority">;
}

/**
 * The steps that run inside the ramdisk.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.agent_base.AgentBaseMixin`; reference "Steps" §6 and §7.
 */
export class InBandSteps {
  readonly #parts: InBandParts;

  constructor(parts: InBandParts) {
    this.#parts = parts;
  }

  /** Asks the agent for its steps, and keeps them with the versions of its hardware managers on the node. */
  async list(task: NodeTask, phase: Phase): Promise<readonly AgentStep[]> {
    const agent = await this.#parts.agents.for(task);
    const { steps, hardwareManagerVersion } = await agent.getSteps(phase, subjectOf(task, phase));
    const offered = steps.filter((step) => isOurs(phase, step));
    await task.update({
      driverInternalInfo: {
        set: { hardware_manager_version: hardwareManagerVersion, [cacheKey(phase)]: cacheOf(offered) },
      },
    });
    return offered.map((step) => this.#describe(phase, step));
  }

  async run(task: NodeTask, call: AgentStepCall): Promise<StepOutcome> {
    const { phase, interface: type, step, args, priority } = call;
    return this.#settled(task, call, await this.send(task, phase, { interface: type, step, args, priority }));
  }

  async check(task: NodeTask, call: AgentStepCall): Promise<StepCheck> {
    const found = await findAttached(task, await this.#parts.agents.for(task));
    if (found.kind === "never-sent") return { kind: "not-started" };
    if (found.kind === "gone") throw commandGone(found.command);
    return this.#settled(task, call, found.command);
  }

  /** Sends a step as the running step's one command. */
  async send(task: NodeTask, phase: Phase, step: JsonObject): Promise<CommandResult> {
    const agent = await this.#parts.agents.for(task);
    const version = task.node.driverInternalInfo["hardware_manager_version"] ?? null;
    return startAttached(task, agent, `execute_${phase}_step`, (options) =>
      agent.startStep(phase, step, subjectOf(task, phase), version, options),
    );
  }

  async #settled(task: NodeTask, call: AgentStepCall, command: CommandResult): Promise<StepOutcome> {
    if (command.status === "RUNNING") return waitForAgent(call);
    resultOf(command);
    if (!isRebootRequested(task.node.driverInternalInfo, call)) return { kind: "done" };
    // A boot device holds for one start only.
    await this.#parts.ramdisk.prepare(task);
    return { kind: "reboot", then: "next", awaitAgent: true };
  }

  #describe(phase: Phase, offered: OfferedAgentStep): AgentStep {
    const { interface: type, step, abortable, requiresRamdisk, argsInfo } = offered;
    const priority = this.#priority(phase, offered);
    return {
      interface: type as AgentStep["interface"],
      step,
      priority,
      phases: { [phase]: { priority } },
      repeat: "attach",
      needsRamdisk: phase !== "service" || requiresRamdisk,
      isAbortable: abortable,
      ...(argsInfo === undefined ? {} : { argsInfo, args: schemaOf(argsInfo) }),
    };
  }

  #priority(phase: Phase, { interface: type, step, priority }: OfferedAgentStep): number {
    if (phase !== "clean" || type !== "deploy") return priority;
    const { eraseDevicesPriority, eraseDevicesMetadataPriority } = this.#parts.config;
    const overrides: Readonly<Record<string, number | null>> = {
      erase_devices: eraseDevicesPriority,
      erase_devices_metadata: eraseDevicesMetadataPriority,
    };
    return (Object.hasOwn(overrides, step) ? overrides[step] : undefined) ?? priority;
  }
}

/** The wait for the heartbeat that an agent sends as soon as a command has ended. */
export function waitForAgent({ interface: type, step }: { interface: string; step: string }): StepOutcome {
  return { kind: "wait", for: "agent", progress: `The agent runs ${type}.${step}.` };
}

/** In cleaning and deploying only what stands under `deploy` is the deploy interface's; the rest belongs to the other interfaces. */
function isOurs(phase: Phase, step: OfferedAgentStep): boolean {
  return phase === "service" || step.interface === "deploy";
}

function subjectOf(task: NodeTask, phase: Phase): AgentSubject {
  return {
    node: nodeObject(task.node, { keepsConfigDrive: phase === "deploy" }),
    ports: task.ports.map(portObject),
  };
}

function cacheKey(phase: Phase): string {
  return `agent_cached_${phase}_steps`;
}

/** Interface → its steps, as Ironic shows them in `driver_internal_info`. */
function cacheOf(steps: readonly OfferedAgentStep[]): JsonObject {
  const cache: Record<string, JsonObject[]> = {};
  for (const { interface: type, step, priority, abortable, rebootRequested } of steps) {
    const list = cache[type] ?? [];
    cache[type] = list;
    list.push({ interface: type, step, priority, abortable, reboot_requested: rebootRequested });
  }
  return cache;
}

function isRebootRequested(internalInfo: JsonObject, { phase, interface: type, step }: AgentStepCall): boolean {
  const cache = internalInfo[cacheKey(phase)] as JsonObject | undefined;
  const steps = (cache?.[type] ?? []) as readonly JsonObject[];
  return steps.some((each) => each["step"] === step && each["reboot_requested"] === true);
}

/** The agent describes arguments by words only; any value is taken. */
function schemaOf(argsInfo: JsonObject): JsonSchema {
  const isRequired = (info: JsonValue) => (info as JsonObject | null)?.["required"] === true;
  const description = (info: JsonValue) => (info as JsonObject | null)?.["description"];
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(argsInfo).map(([name, info]) => [
        name,
        typeof description(info) === "string" ? { description: description(info) } : {},
      ]),
    ),
    required: Object.keys(argsInfo).filter((name) => isRequired(argsInfo[name] as JsonValue)),
    additionalProperties: false,
  };
}
