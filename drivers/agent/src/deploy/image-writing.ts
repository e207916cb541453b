import type { AgentPool, CommandResult } from "@steelyard/agent-client";
import {
  type AgentConfig,
  DriverError,
  type Images,
  type JsonObject,
  type NodeTask,
  type StepCheck,
  type StepOutcome,
} from "@steelyard/interfaces";
import { imageInfo, keptImage } from "../image/image-info.js";
import { writeProblem } from "../image/write-problem.js";
import { commandGone, findAttached } from "../in-band/attached-command.js";
import { type InBandSteps, waitForAgent } from "../in-band/in-band-steps.js";

const STEP = { interface: "deploy", step: "write_image" } as const;

/** @internal */
export interface ImageWritingParts {
  readonly agents: AgentPool;
  readonly images: Images;
  readonly inBand: InBandSteps;
  readonly config: Pick<AgentConfig, "streamRawImages">;
}

/**
 * Lets the agent write the image. It is sent once: after a crash, the agent's own list says whether it runs, has ended or never came.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.agent.AgentDeploy.write_image`, a step that calls the agent's of the same name.
 */
export class ImageWriting {
  readonly #parts: ImageWritingParts;

  constructor(parts: ImageWritingParts) {
    this.#parts = parts;
  }

  async begin(task: NodeTask): Promise<StepOutcome> {
    const { images, inBand, config } = this.#parts;
    const image = keptImage(task.node);
    if (image === undefined)
      throw new DriverError("MISSING_PARAMETER", { reason: "The deploy was not prepared: its image is not known." });
    const configDrive = await images.configDrive(task);
    const args: JsonObject = {
      image_info: imageInfo(task.node, image, configDrive, config),
      configdrive: configDrive ?? null,
    };
    return this.#settled(task, await inBand.send(task, "deploy", { ...STEP, args }));
  }

  async check(task: NodeTask): Promise<StepCheck> {
    const found = await findAttached(task, await this.#parts.agents.for(task));
    if (found.kind === "never-sent") return { kind: "not-started" };
    if (found.kind === "gone") throw commandGone(found.command);
    return this.#settled(task, found.command);
  }

  #settled({ node }: NodeTask, command: CommandResult): StepOutcome {
    switch (command.status) {
      case "RUNNING":
        return waitForAgent(STEP);
      case "SUCCEEDED":
        return { kind: "done" };
      case "FAILED":
        throw writeProblem(command, keptImage(node));
      case "VERSION_MISMATCH":
        throw new DriverError("AGENT_VERSION_CHANGED", { step: `${STEP.interface}.${STEP.step}` });
    }
  }
}
