import {
  DONE,
  DriverError,
  type JsonObject,
  LOGICAL_DISK_PROPERTIES,
  type NodeSubject,
  type NodeTask,
  type RaidInterface,
  type StepOutcome,
  type StepTable,
  stepsFor,
} from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/** "Builds" the target RAID configuration. Source: Ironic `ironic.drivers.modules.fake.FakeRAID`. @public */
export class FakeRaid implements RaidInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  validateRaidConfig(_subject: NodeSubject, config: JsonObject): void {
    if (!Array.isArray(config["logical_disks"]))
      throw new DriverError("INVALID_PARAMETER", { reason: "target_raid_config/logical_disks is no list." });
  }
  getLogicalDiskProperties(): Readonly<Record<string, string>> {
    return LOGICAL_DISK_PROPERTIES;
  }
  async createConfiguration(task: NodeTask): Promise<StepOutcome> {
    await task.update({ raidConfig: task.node.targetRaidConfig });
    return this.#script.begin(task, "raid", "create_configuration");
  }
  async deleteConfiguration(task: NodeTask): Promise<StepOutcome> {
    await task.update({ raidConfig: {} });
    return this.#script.begin(task, "raid", "delete_configuration");
  }
}

const FLAG = (description: string) => ({ description, type: "boolean" });

/** @public */
export const fakeRaidSteps: StepTable<FakeRaid> = stepsFor<FakeRaid>()
  .step("create_configuration", {
    summary: "Pretend to build target_raid_config.",
    phases: { clean: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        create_root_volume: FLAG("Build the root volume (default true)."),
        create_nonroot_volumes: FLAG("Build the other volumes (default true)."),
      },
    },
    run: (raid, task) => raid.createConfiguration(task),
    check: async (_raid, task) =>
      JSON.stringify(task.node.raidConfig) === JSON.stringify(task.node.targetRaidConfig)
        ? DONE
        : { kind: "not-started" },
  })
  .step("delete_configuration", {
    summary: "Pretend to delete all volumes.",
    phases: { clean: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    run: (raid, task) => raid.deleteConfiguration(task),
    check: async (_raid, task) => (Object.keys(task.node.raidConfig).length === 0 ? DONE : { kind: "not-started" }),
  })
  .build();
