import { notSupported } from "../errors/not-supported.js";
import type { InspectInterface, InspectOutcome } from "./inspect-interface.js";

/** `no-inspect`. Source: Ironic `ironic.drivers.modules.noop.NoInspect`. @public */
export class NoInspect implements InspectInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("inspect", "no-inspect", "validate");
  }
  async inspectHardware(): Promise<InspectOutcome> {
    throw notSupported("inspect", "no-inspect", "inspectHardware");
  }
  async continueInspection(): Promise<InspectOutcome> {
    throw notSupported("inspect", "no-inspect", "continueInspection");
  }
  async abort(): Promise<void> {
    throw notSupported("inspect", "no-inspect", "abort");
  }
}
