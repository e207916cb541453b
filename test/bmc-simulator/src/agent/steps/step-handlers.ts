import { AgentError } from "../agent-error.js";
import type { CommandHost, CommandRun } from "../commands/command.js";
import { prepareImage, validateImage } from "../commands/prepare-image.js";
import { disksToUse } from "../disk/root-device.js";
import { wipeAll, wipeMetadata } from "../disk/wipe.js";
import type { HardwareDisk, OpenDisk } from "../hardware/hardware-port.js";
import { type JsonObject, objectOr } from "../json.js";

/** What carries out a step. */
export interface StepHandler {
  readonly args: readonly string[];
  readonly requiredArgs?: readonly string[];
  readonly run: (host: CommandHost, args: JsonObject, run: CommandRun) => Promise<unknown>;
}

/** Boot entries that `clean_uefi_nvram` removes where it is not told which. */
const STALE_ENTRIES = ["^HD\\(", "shim.*\\.efi", "grub.*\\.efi"];

/**
 * Steps by name.
 * @remarks Source: ironic-python-agent `hardware.py`, `GenericHardwareManager`.
 */
export const STEP_HANDLERS: Readonly<Record<string, StepHandler>> = {
  erase_devices: { args: [], run: (host, _, run) => eraseDisks(host, run, "all") },
  erase_devices_metadata: { args: [], run: (host, _, run) => eraseDisks(host, run, "metadata").then(() => null) },
  // Only NVMe disks have a fast way to erase them; of all others the metadata goes.
  erase_devices_express: { args: [], run: (host, _, run) => eraseDisks(host, run, "express").then(() => null) },
  erase_pstore: { args: [], run: async () => null },
  clean_uefi_nvram: { args: ["match_patterns"], run: cleanNvram },
  delete_configuration: { args: [], run: async () => null },
  create_configuration: {
    args: [],
    run: async ({ memory }) => createRaid(objectOr(memory.node["target_raid_config"])),
  },
  apply_configuration: {
    args: ["raid_config", "delete_existing"],
    requiredArgs: ["raid_config"],
    run: async (_, args) => createRaid(objectOr(args["raid_config"])),
  },
  write_image: {
    args: ["image_info", "configdrive"],
    requiredArgs: ["image_info"],
    run: async (host, args, run) => {
      validateImage(host, args);
      return { result: `prepare_image: ${await prepareImage(host, args, run)}` };
    },
  },
};

async function eraseDisks(
  { hardware, memory }: CommandHost,
  run: CommandRun,
  how: "all" | "metadata" | "express",
): Promise<Readonly<Record<string, null>>> {
  const erased: Record<string, null> = {};
  for (const device of disksToUse(await hardware.disks(), memory.node)) {
    run.signal.throwIfAborted();
    const isWhole = how === "all" || (how === "express" && device.transport === "nvme");
    run.journal("erase", { device: device.name, extent: isWhole ? "all" : "metadata" });
    await onDisk(device, (disk) => (isWhole ? wipeAll(disk, run.signal) : wipeMetadata(disk)));
    erased[device.name] = null;
  }
  memory.partitionUuids = undefined;
  return erased;
}

async function onDisk(device: HardwareDisk, work: (disk: OpenDisk) => Promise<void>): Promise<void> {
  const disk = await device.open();
  try {
    await work(disk);
  } finally {
    await disk.close();
  }
}

async function cleanNvram({ hardware }: CommandHost, args: JsonObject): Promise<null> {
  const given = args["match_patterns"] ?? STALE_ENTRIES;
  const invalid = (): AgentError =>
    new AgentError(
      "InvalidCommandParamsError",
      `The match_patterns must be a list of strings: ${JSON.stringify(given)}`,
    );
  if (!Array.isArray(given) || !given.every((each) => typeof each === "string")) throw invalid();
  let patterns: readonly RegExp[];
  try {
    patterns = given.map((each) => new RegExp(each, "i"));
  } catch {
    throw invalid();
  }
  await hardware.removeBootEntries(patterns);
  return null;
}

/** There is no software RAID on these machines: nothing is created when nothing is asked for. */
function createRaid(config: JsonObject): JsonObject {
  const disks = config["logical_disks"];
  if (!Array.isArray(disks) || disks.length === 0) return {};
  throw new AgentError("SoftwareRAIDError", "this machine cannot make software RAID arrays");
}
