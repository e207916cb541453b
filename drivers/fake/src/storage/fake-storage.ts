import type { NodeSubject, NodeTask, StorageInterface } from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** Attaches nothing. Source: Ironic `ironic.drivers.modules.fake.FakeStorage`. @public */
export class FakeStorage implements StorageInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  attachVolumes(task: NodeTask): Promise<void> {
    return this.#script.call(task, "storage", "attachVolumes");
  }
  detachVolumes(task: NodeTask): Promise<void> {
    return this.#script.call(task, "storage", "detachVolumes");
  }
  shouldWriteImage(): boolean {
    return true;
  }
}
