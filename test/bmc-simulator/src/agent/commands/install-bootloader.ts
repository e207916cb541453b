import { EFI_SYSTEM } from "../../disk/gpt.js";
import { AgentError } from "../agent-error.js";
import { readPartitionTable } from "../disk/partition-table.js";
import { rootDevice } from "../disk/root-device.js";
import type { JsonObject } from "../json.js";
import type { CommandHost } from "./command.js";

/** Partition types of an EFI system partition in a GPT and in an MBR. */
const EFI_TYPES: readonly string[] = [EFI_SYSTEM, "ef"];

/**
 * Makes the firmware start from the EFI system partition of the root device. A machine that starts as BIOS does needs
 * nothing: the loader is part of a whole disk image.
 *
 * @remarks Source: ironic-python-agent `extensions/image.py`, `install_bootloader`.
 * @throws AgentError `InvalidImage` for a BIOS loader the conductor did not allow, `DeviceNotFound` without a partition
 */
export async function installBootloader(host: CommandHost, params: JsonObject): Promise<null> {
  const { hardware, memory, settings } = host;
  const { root_uuid: rootUuid, ignore_bootloader_failure: ignored } = params as Record<string, unknown>;
  const isIgnored = typeof ignored === "boolean" ? ignored : settings.ignoresBootloaderFailure;
  const device = rootDevice(await hardware.disks(), memory.node);
  try {
    if (hardware.bootMode === "uefi") {
      const disk = await device.open();
      const table = await readPartitionTable(disk).finally(() => disk.close());
      const system = table?.partitions.find(({ type }) => EFI_TYPES.includes(type));
      if (system === undefined)
        throw new AgentError("DeviceNotFound", `No EFI system partition was found on ${device.name}`);
      await hardware.addBootEntry(device.name, system.number);
      return null;
    }
    if (rootUuid === "0x00000000" || rootUuid === null || rootUuid === undefined) return null;
    throw new AgentError("InvalidImage", "Install of legacy BIOS bootloaders is disabled.");
  } catch (error) {
    if (!isIgnored) throw error;
    host.log.write(`the boot loader was not set up: ${String(error)}`);
    return null;
  }
}
