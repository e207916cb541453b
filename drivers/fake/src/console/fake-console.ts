import type { ConsoleAccess, ConsoleInterface, NodeSubject, NodeTask } from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** A console with nothing behind it. Source: Ironic `ironic.drivers.modules.fake.FakeConsole`. @public */
export class FakeConsole implements ConsoleInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  startConsole(task: NodeTask): Promise<void> {
    return this.#script.call(task, "console", "startConsole");
  }
  stopConsole(task: NodeTask): Promise<void> {
    return this.#script.call(task, "console", "stopConsole");
  }
  async getConsole(task: NodeTask): Promise<ConsoleAccess> {
    await this.#script.call(task, "console", "getConsole");
    return { type: "socat", url: `tcp://127.0.0.1:${10_000 + (task.node.id % 10_000)}` };
  }
}
