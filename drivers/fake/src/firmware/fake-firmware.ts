import {
  DONE,
  type FirmwareComponent,
  type FirmwareInterface,
  type JsonObject,
  type NodeSubject,
  type NodeTask,
  type StepOutcome,
  type StepTable,
  stepsFor,
} from "@steelyard/interfaces";
import { factOf, remember } from "../script/fake-facts.js";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** An update of one component. @public */
export interface FakeFirmwareUpdate {
  readonly component: string;
  readonly url: string;
}

/** Remembers, per component, the file it was "updated" with. Source: Ironic `ironic.drivers.modules.fake.FakeFirmware`. @public */
export class FakeFirmware implements FirmwareInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  async readFirmwareComponents(task: NodeTask): Promise<readonly FirmwareComponent[]> {
    await this.#script.call(task, "firmware", "readFirmwareComponents");
    const known = factOf<JsonObject>(task, "firmware", {});
    return Object.entries(known).map(([component, version]) => ({ component, currentVersion: String(version) }));
  }
  async update(task: NodeTask, settings: readonly FakeFirmwareUpdate[]): Promise<StepOutcome> {
    await remember(task, "firmware", { ...factOf<JsonObject>(task, "firmware", {}), ...versionsOf(settings) });
    return this.#script.begin(task, "firmware", "update");
  }
}

function versionsOf(settings: readonly FakeFirmwareUpdate[]): Record<string, string> {
  return Object.fromEntries(settings.map(({ component, url }) => [component, url.split("/").at(-1) ?? url]));
}

/** @public */
export const fakeFirmwareSteps: StepTable<FakeFirmware> = stepsFor<FakeFirmware>()
  .step<{ settings: readonly FakeFirmwareUpdate[] }>("update", {
    summary: "Pretend to update firmware.",
    phases: { clean: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    args: {
      type: "object",
      required: ["settings"],
      additionalProperties: false,
      properties: {
        settings: {
          description: "The updates: a list of objects with component and url.",
          type: "array",
          items: {
            type: "object",
            required: ["component", "url"],
            properties: { component: { type: "string" }, url: { type: "string" }, wait: { type: "integer" } },
          },
        },
      },
    },
    run: (firmware, task, { settings }) => firmware.update(task, settings),
    check: async (_firmware, task, { settings }) => {
      const known = factOf<JsonObject>(task, "firmware", {});
      const wanted = Object.entries(versionsOf(settings));
      return wanted.every(([component, version]) => known[component] === version) ? DONE : { kind: "not-started" };
    },
  })
  .build();
