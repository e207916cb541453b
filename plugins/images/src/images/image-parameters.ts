import { type AgentConfig, DriverError, type JsonObject, type Node } from "@steelyard/interfaces";
import { givenChecksum, unusable } from "../checksums/checksum.js";
import type { DiskFormat } from "./disk-format.js";

/**
 * Checks what a node says of its image, without I/O.
 * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `IMAGE_CHECKSUM_UNUSABLE`
 */
export function validateImage(instanceInfo: JsonObject, config: AgentConfig): void {
  const source = imageSource(instanceInfo);
  const checksum = givenChecksum(instanceInfo, config.allowMd5Checksum);
  if (checksum === undefined && !/^file:/i.test(source))
    throw unusable(
      "Set instance_info/image_checksum (a digest or the URL of a checksum file), or image_os_hash_algo and image_os_hash_value.",
    );
  givenDiskFormat(instanceInfo, config);
  if (isSet(instanceInfo["kernel"]) || instanceInfo["image_type"] === "partition")
    throw new DriverError("INVALID_PARAMETER", {
      reason: "instance_info names a partition image; only whole-disk images can be deployed.",
    });
}

/** @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER` */
export function imageSource(instanceInfo: JsonObject): string {
  const source = instanceInfo["image_source"];
  if (!isSet(source)) throw new DriverError("MISSING_PARAMETER", { reason: "instance_info/image_source is not set." });
  if (typeof source !== "string" || !URL.canParse(source) || !/^(https?|file):\/\//i.test(source))
    throw new DriverError("INVALID_PARAMETER", {
      reason: "instance_info/image_source must be an http, https or file URL.",
    });
  return source;
}

/** The last part of an image's path, as a checksum file names it. */
export function imageName(source: string): string {
  const { pathname } = new URL(source);
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** `image_disk_format`, where it is given. @throws DriverError `INVALID_PARAMETER` */
export function givenDiskFormat(instanceInfo: JsonObject, config: AgentConfig): "raw" | "qcow2" | undefined {
  const given = instanceInfo["image_disk_format"];
  if (!isSet(given)) return undefined;
  const allowed = (["raw", "qcow2"] as const).filter((each) => isPermitted(each, config));
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  throw new DriverError("INVALID_PARAMETER", {
    reason: `instance_info/image_disk_format ${JSON.stringify(given)} is not one of ${allowed.join(", ")}.`,
  });
}

/**
 * The format to tell the agent, once the image's own bytes have been looked at.
 * @throws DriverError `INVALID_PARAMETER` when they are of another format than the node says, or of one that is not permitted
 */
export function diskFormatOf(found: DiskFormat, instanceInfo: JsonObject, config: AgentConfig): "raw" | "qcow2" {
  const given = givenDiskFormat(instanceInfo, config);
  const format = found === "qcow2" ? "qcow2" : "raw";
  if (given !== undefined && given !== format)
    throw new DriverError("INVALID_PARAMETER", {
      reason: `The image is ${format}, and instance_info/image_disk_format says ${given}.`,
    });
  if (isPermitted(found, config) || isPermitted(format, config)) return format;
  throw new DriverError("INVALID_PARAMETER", {
    reason: `The image is ${format}; [agent] permitted_image_formats allows ${config.permittedImageFormats.join(", ")}.`,
  });
}

/**
 * Whether the agent fetches the image through us.
 * @remarks Source: Ironic `deploy_utils.get_image_download_source`: instance, then node, then configuration.
 * @throws DriverError `INVALID_PARAMETER`
 */
export function isDownloadedLocally({ instanceInfo, driverInfo }: Node, config: AgentConfig): boolean {
  const key = "image_download_source";
  const chosen = isSet(instanceInfo[key]) ? instanceInfo[key] : isSet(driverInfo[key]) ? driverInfo[key] : undefined;
  const source = chosen ?? config.imageDownloadSource;
  if (source === "local" || source === "http") return source === "local";
  throw new DriverError("INVALID_PARAMETER", {
    reason: `image_download_source is ${JSON.stringify(source)}, not http or local.`,
  });
}

function isPermitted(format: DiskFormat, { permittedImageFormats }: AgentConfig): boolean {
  return permittedImageFormats.includes(format);
}

function isSet<T>(value: T | undefined | null): value is T {
  return value !== undefined && value !== null && value !== "";
}
