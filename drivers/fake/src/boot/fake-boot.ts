import type { BootCapability, BootInterface, NodeSubject, NodeTask } from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** Boot of a machine that is not there. Source: Ironic `ironic.drivers.modules.fake.FakeBoot`. @public */
export class FakeBoot implements BootInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly capabilities: readonly BootCapability[] = ["ipxe_boot", "pxe_boot"];
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  prepareRamdisk(task: NodeTask): Promise<void> {
    return this.#script.call(task, "boot", "prepareRamdisk");
  }
  cleanUpRamdisk(task: NodeTask): Promise<void> {
    return this.#script.call(task, "boot", "cleanUpRamdisk");
  }
  prepareInstance(task: NodeTask): Promise<void> {
    return this.#script.call(task, "boot", "prepareInstance");
  }
  cleanUpInstance(task: NodeTask): Promise<void> {
    return this.#script.call(task, "boot", "cleanUpInstance");
  }
  validateRescue(): void {}
  validateInspection(): void {}
}
