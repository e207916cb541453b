import {
  type BiosInterface,
  type BiosSetting,
  type BiosSettingChange,
  DONE,
  type JsonObject,
  type JsonSchema,
  type NodeSubject,
  type NodeTask,
  type StepOutcome,
  type StepTable,
  stepsFor,
} from "@steelyard/interfaces";
import { factOf, remember } from "../script/fake-facts.js";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** Remembers BIOS settings. Source: Ironic `ironic.drivers.modules.fake.FakeBIOS`. @public */
export class FakeBios implements BiosInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  async readBiosSettings(task: NodeTask): Promise<readonly BiosSetting[]> {
    await this.#script.call(task, "bios", "readBiosSettings");
    const settings = factOf<JsonObject>(task, "bios", {});
    return Object.entries(settings).map(([name, value]) => ({ name, value: value === null ? null : String(value) }));
  }
  async applyConfiguration(task: NodeTask, settings: readonly BiosSettingChange[]): Promise<StepOutcome> {
    const changed = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
    await remember(task, "bios", { ...factOf<JsonObject>(task, "bios", {}), ...changed });
    return this.#script.begin(task, "bios", "apply_configuration");
  }
  async factoryReset(task: NodeTask): Promise<StepOutcome> {
    await remember(task, "bios", {});
    return this.#script.begin(task, "bios", "factory_reset");
  }
  /** Nothing is left to do: the conductor reads the settings after every step of this interface. */
  cacheBiosSettings(task: NodeTask): Promise<StepOutcome> {
    return this.#script.begin(task, "bios", "cache_bios_settings");
  }
}

const SETTINGS: JsonSchema = {
  type: "object",
  required: ["settings"],
  additionalProperties: false,
  properties: {
    settings: {
      description: "The settings to apply: a list of objects with name and value.",
      type: "array",
      items: {
        type: "object",
        required: ["name", "value"],
        additionalProperties: false,
        properties: { name: { type: "string" }, value: { type: ["string", "number", "boolean"] } },
      },
    },
  },
};

/** @public */
export const fakeBiosSteps: StepTable<FakeBios> = stepsFor<FakeBios>()
  .step("factory_reset", {
    summary: "Forget all settings.",
    phases: { clean: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    run: (bios, task) => bios.factoryReset(task),
    check: async (_bios, task) =>
      Object.keys(factOf<JsonObject>(task, "bios", {})).length === 0 ? DONE : { kind: "not-started" },
  })
  .step<{ settings: readonly BiosSettingChange[] }>("apply_configuration", {
    summary: "Remember settings.",
    phases: { clean: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    args: SETTINGS,
    run: (bios, task, { settings }) => bios.applyConfiguration(task, settings),
    check: async (_bios, task, { settings }) => {
      const known = factOf<JsonObject>(task, "bios", {});
      return settings.every(({ name, value }) => known[name] === value) ? DONE : { kind: "not-started" };
    },
  })
  .step("cache_bios_settings", {
    summary: "Read the settings and keep them.",
    phases: { clean: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: true,
    isAbortable: false,
    run: (bios, task) => bios.cacheBiosSettings(task),
  })
  .build();
