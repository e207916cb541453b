import type { AgentConfig, JsonObject, JsonValue, KeyChanges, Node, ResolvedImage } from "@steelyard/interfaces";
import { shownUrl } from "./shown-url.js";

/** `driver_internal_info` key under which the image of a deploy is kept, without its URL. */
export const IMAGE_KEY = "deploy_image";

/** `instance_info` key of the URL the agent fetches the image from; the API masks it. */
export const IMAGE_URL_KEY = "image_url";

/** The image that a deploy has settled on. */
export interface DeployImage extends ResolvedImage {
  /** What the operator named, fit to be shown. */
  readonly source: string;
}

/** How a resolved image is kept on the node, so that every repeat of a deploy's steps means the same one. */
export function imageChanges(image: ResolvedImage): {
  readonly instanceInfo: KeyChanges;
  readonly driverInternalInfo: KeyChanges;
} {
  const { url, diskFormat, hashAlgorithm, hashValue } = image;
  return {
    instanceInfo: { set: { [IMAGE_URL_KEY]: url } },
    driverInternalInfo: {
      set: {
        [IMAGE_KEY]: { disk_format: diskFormat, os_hash_algo: hashAlgorithm, os_hash_value: hashValue },
        is_whole_disk_image: true,
      },
    },
  };
}

/** The image that {@link imageChanges} kept; undefined when the deploy was not prepared. */
export function keptImage({ driverInternalInfo, instanceInfo }: Node): DeployImage | undefined {
  const kept = driverInternalInfo[IMAGE_KEY] as JsonObject | undefined;
  const url = instanceInfo[IMAGE_URL_KEY];
  const source = instanceInfo["image_source"];
  if (kept === undefined || typeof url !== "string" || typeof source !== "string") return undefined;
  return {
    url,
    source: shownUrl(source),
    diskFormat: String(kept["disk_format"]),
    hashAlgorithm: kept["os_hash_algo"] as ResolvedImage["hashAlgorithm"],
    hashValue: String(kept["os_hash_value"]),
  };
}

/**
 * The image as the agent's `write_image` takes it.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.agent.AgentDeploy.write_image`; reference "Agent" §6.
 */
export function imageInfo(
  node: Node,
  image: DeployImage,
  configDrive: string | undefined,
  config: Pick<AgentConfig, "streamRawImages">,
): JsonObject {
  return {
    id: image.source.slice(image.source.lastIndexOf("/") + 1),
    urls: [image.url],
    disk_format: image.diskFormat,
    container_format: node.instanceInfo["image_container_format"] ?? null,
    stream_raw_images: config.streamRawImages,
    os_hash_algo: image.hashAlgorithm,
    os_hash_value: image.hashValue,
    node_uuid: node.uuid,
    ...proxies(node.driverInfo),
    ...(configDrive === undefined ? {} : { configdrive: configDrive }),
  };
}

function proxies(driverInfo: JsonObject): JsonObject {
  const found: Record<string, JsonValue> = {};
  for (const scheme of ["http", "https"]) {
    const proxy = driverInfo[`image_${scheme}_proxy`];
    if (typeof proxy === "string" && proxy !== "") found[scheme] = proxy;
  }
  if (Object.keys(found).length === 0) return {};
  const noProxy = driverInfo["image_no_proxy"];
  return { proxies: found, ...(noProxy === undefined || noProxy === null ? {} : { no_proxy: noProxy }) };
}
