import { notSupported } from "../errors/not-supported.js";
import type { StepOutcome } from "../steps/step-outcome.js";
import type { RescueInterface } from "./rescue-interface.js";

/** `no-rescue`. Source: Ironic `ironic.drivers.modules.noop.NoRescue`. @public */
export class NoRescue implements RescueInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("rescue", "no-rescue", "validate");
  }
  async rescue(): Promise<StepOutcome> {
    throw notSupported("rescue", "no-rescue", "rescue");
  }
  async finishRescue(): Promise<StepOutcome> {
    throw notSupported("rescue", "no-rescue", "finishRescue");
  }
  async unrescue(): Promise<StepOutcome> {
    throw notSupported("rescue", "no-rescue", "unrescue");
  }
  async cleanUp(): Promise<void> {
    throw notSupported("rescue", "no-rescue", "cleanUp");
  }
}
