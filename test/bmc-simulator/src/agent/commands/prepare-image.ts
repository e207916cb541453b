import { AgentError } from "../agent-error.js";
import { configDriveImage, writeConfigDrive } from "../disk/config-drive.js";
import { diskIdentifier, fixBackupGpt, mustHavePartitions } from "../disk/partition-table.js";
import { rootDevice } from "../disk/root-device.js";
import { writeCachedImage } from "../image/cached-image.js";
import { imageInfoOf } from "../image/image-info.js";
import { streamImage } from "../image/stream-image.js";
import type { JsonObject } from "../json.js";
import type { CommandHost, CommandRun } from "./command.js";

/** Refuses an image that cannot be verified, before anything is done. */
export function validateImage({ memory }: CommandHost, params: JsonObject): void {
  imageInfoOf(params["image_info"], { allowsMd5: memory.config.allowsMd5 });
}

/**
 * Writes an image to the root device, checks it, and adds the config drive.
 *
 * @remarks Source: ironic-python-agent `standby.py`, `prepare_image`. The config drive is fetched first, so that one that
 * is missing does no harm to the disk.
 */
export async function prepareImage(host: CommandHost, params: JsonObject, run: CommandRun): Promise<string> {
  const { hardware, http, settings, memory, log, temporaryFolder } = host;
  const { allowsMd5, permittedFormats, isInspectionDeep } = memory.config;
  const image = imageInfoOf(params["image_info"], { allowsMd5 });
  if (image.isPartition) throw new AgentError("CommandExecutionError", "this agent writes whole disk images only");
  const given = params["configdrive"] ?? image.configDrive;
  const configDrive =
    typeof given === "string" && given !== ""
      ? await configDriveImage(given, http, settings.downloadTimeoutMs)
      : undefined;
  const device = rootDevice(await hardware.disks(), memory.node);
  const disk = await device.open();
  try {
    let isWriting = false;
    const onWrite = (): void => {
      if (!isWriting) run.journal("disk-write", { device: device.name, image: image.id });
      isWriting = true;
    };
    const target = { disk, name: device.name, onWrite };
    const download = { http, settings, allowsMd5, log, signal: run.signal };
    const cache = { folder: temporaryFolder, permitted: permittedFormats, isDeep: isInspectionDeep };
    const isStreamed = image.isStreamed && image.diskFormat === "raw";
    const bytes = isStreamed
      ? await streamImage(image, target, download)
      : await writeCachedImage(image, target, { ...download, ...cache });
    await fixBackupGpt(disk);
    run.journal("disk-written", { device: device.name, image: image.id, bytes });
    await mustHavePartitions(disk, device.name);
    if (configDrive !== undefined) {
      run.signal.throwIfAborted();
      const partition = await writeConfigDrive(disk, device.name, configDrive);
      run.journal("config-drive", { device: device.name, partition, bytes: configDrive.length });
    }
    const identifier = await diskIdentifier(disk);
    memory.partitionUuids = { "root uuid": identifier };
    return `image (${image.id}) written to device ${device.name} root_uuid=${identifier}`;
  } finally {
    await disk.close();
  }
}
