import {
  DriverError,
  type InspectInterface,
  type InspectionData,
  type InspectOutcome,
  type JsonObject,
  type NodeSubject,
  type NodeTask,
} from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/**
 * Finds what `driver_info/fake_inventory` holds, or nothing.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.fake.FakeInspect`.
 * @public
 */
export class FakeInspect implements InspectInterface {
  readonly properties = { ...SCRIPT_PROPERTIES, fake_inventory: "The inventory that inspection finds. Optional." };
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate({ node, ...subject }: NodeSubject): void {
    this.#script.validate({ ...subject, node });
    const inventory = node.driverInfo["fake_inventory"];
    if (inventory !== undefined && (typeof inventory !== "object" || inventory === null || Array.isArray(inventory)))
      throw new DriverError("INVALID_PARAMETER", { reason: "driver_info/fake_inventory is no object." });
  }
  async inspectHardware(task: NodeTask): Promise<InspectOutcome> {
    await this.#script.call(task, "inspect", "inspectHardware");
    const inventory = task.node.driverInfo["fake_inventory"] as JsonObject | undefined;
    return { kind: "inspected", data: inventory === undefined ? null : { inventory, pluginData: {} } };
  }
  async continueInspection(_task: NodeTask, data: InspectionData): Promise<InspectOutcome> {
    return { kind: "inspected", data };
  }
  async abort(task: NodeTask): Promise<void> {
    await this.#script.call(task, "inspect", "abort");
  }
}
