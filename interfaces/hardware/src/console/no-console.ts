import { notSupported } from "../errors/not-supported.js";
import type { ConsoleAccess, ConsoleInterface } from "./console-interface.js";

/** `no-console`. Source: Ironic `ironic.drivers.modules.noop.NoConsole`. @public */
export class NoConsole implements ConsoleInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("console", "no-console", "validate");
  }
  async startConsole(): Promise<void> {
    throw notSupported("console", "no-console", "startConsole");
  }
  async stopConsole(): Promise<void> {
    throw notSupported("console", "no-console", "stopConsole");
  }
  async getConsole(): Promise<ConsoleAccess> {
    throw notSupported("console", "no-console", "getConsole");
  }
}
