import type { DriverDefinition, Provider } from "@steelyard/interfaces";
import { describe, it, vi } from "vitest";
import { someServices } from "../services/some-services.js";
import { socketsOf } from "../suite/io-watch.js";
import { definitionChecks } from "./definition-checks.js";

/** How {@link describeDriver} gets at a driver. @public */
export interface DriverSuiteOptions {
  /** Suppliers of tokens that neither the driver nor the contracts have, e.g. of a driver it extends. */
  readonly services?: readonly Provider[];
  /** Imports the driver's module anew, to see that importing opens nothing: `() => import("./driver.js")`. */
  readonly load?: () => Promise<unknown>;
}

/**
 * The contract of a driver definition: names, hardware types, options, step tables, and that nothing is opened before work is
 * asked for.
 * @param name - of the driver
 * @public
 */
export function describeDriver(name: string, definition: DriverDefinition, options: DriverSuiteOptions = {}): void {
  const { load, services = [] } = options;
  describe(`driver ${name}`, () => {
    for (const check of definitionChecks) {
      it(check.title, async () => check.run(definition, [...services, ...someServices()]));
    }
    if (load === undefined) return;
    it("opens no connection and starts no process when it is imported", async () => {
      vi.resetModules();
      const sockets = await socketsOf(async () => void (await load()));
      if (sockets.length > 0) throw new Error(`importing it opened ${sockets.join(", ")}`);
    });
  });
}
