import { DONE, type NodeSubject, type NodeTask, type RescueInterface, type StepOutcome } from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** Rescues nothing, at once. Source: Ironic `ironic.drivers.modules.fake.FakeRescue`. @public */
export class FakeRescue implements RescueInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  rescue(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "rescue");
  }
  finishRescue(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "finishRescue");
  }
  unrescue(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "unrescue");
  }
  async cleanUp(task: NodeTask): Promise<void> {
    await this.#called(task, "cleanUp");
  }

  async #called(task: NodeTask, method: string): Promise<StepOutcome> {
    await this.#script.call(task, "rescue", method);
    return DONE;
  }
}
