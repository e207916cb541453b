import { type AgentPool, type CommandResult, resultOf } from "@steelyard/agent-client";
import {
  type BootMode,
  bootModeOf,
  type JsonObject,
  type JsonValue,
  type Node,
  type NodeTask,
  type StepCheck,
  type StepOutcome,
} from "@steelyard/interfaces";
import { commandGone, findAttached, startAttached } from "../in-band/attached-command.js";
import { waitForAgent } from "../in-band/in-band-steps.js";

const STEP = { interface: "deploy", step: "prepare_instance_boot" } as const;
const COMMAND = "install_bootloader";

/** @internal */
export interface InstanceBootParts {
  readonly agents: AgentPool;
  readonly defaultBootMode: BootMode;
}

/**
 * Makes the machine start what was written: the agent sees to the boot loader, then the boot interface to the boot device.
 *
 * @remarks
 * A whole-disk image brings its boot loader; the agent only has to enter it in the firmware of a UEFI machine, and to copy it to all
 * disks of a software RAID. Source: Ironic `ironic.drivers.modules.agent.AgentDeploy.configure_local_boot`.
 */
export class InstanceBoot {
  readonly #parts: InstanceBootParts;

  constructor(parts: InstanceBootParts) {
    this.#parts = parts;
  }

  async begin(task: NodeTask): Promise<StepOutcome> {
    const targetBootMode = bootModeOf(task.node, this.#parts.defaultBootMode);
    const isRaid = isSoftwareRaid(task.node);
    const agent = await this.#parts.agents.for(task);
    const uuids = await agent.getPartitionUuids();
    const rootUuid = text(uuids["root uuid"]);
    if (rootUuid !== null) await task.update({ driverInternalInfo: { set: { root_uuid_or_disk_id: rootUuid } } });
    if (targetBootMode !== "uefi" && !isRaid) return finish(task);
    const command = await startAttached(task, agent, COMMAND, (options) =>
      agent.installBootloader(
        {
          rootUuid: (isRaid ? text(task.node.instanceInfo["image_rootfs_uuid"]) : null) ?? rootUuid,
          efiSystemPartUuid: null,
          prepBootPartUuid: isPower(task.node) ? text(uuids["PReP Boot partition uuid"]) : null,
          targetBootMode,
        },
        options,
      ),
    );
    return settled(task, command);
  }

  async check(task: NodeTask): Promise<StepCheck> {
    const found = await findAttached(task, await this.#parts.agents.for(task));
    if (found.kind === "never-sent") return { kind: "not-started" };
    if (found.kind === "gone") throw commandGone(found.command);
    return settled(task, found.command);
  }
}

async function settled(task: NodeTask, command: CommandResult): Promise<StepOutcome> {
  if (command.status === "RUNNING") return waitForAgent(STEP);
  resultOf(command);
  return finish(task);
}

async function finish(task: NodeTask): Promise<StepOutcome> {
  await task.interfaceOf("boot").cleanUpRamdisk(task);
  await task.interfaceOf("boot").prepareInstance(task);
  return { kind: "done" };
}

function isSoftwareRaid({ targetRaidConfig }: Node): boolean {
  const disks = targetRaidConfig["logical_disks"];
  return Array.isArray(disks) && disks.some((disk) => (disk as JsonObject)["controller"] === "software");
}

function isPower({ properties }: Node): boolean {
  return String(properties["cpu_arch"] ?? "").startsWith("ppc64");
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
