import { AgentError } from "../agent-error.js";
import { isJsonObject, type JsonObject } from "../json.js";

/** What the conductor says of an image. Source: reference page "Deploy agent", §6. */
export interface ImageInfo {
  readonly id: string;
  readonly urls: readonly string[];
  readonly diskFormat: string | undefined;
  readonly checksum: string | undefined;
  readonly hash: { readonly algorithm: string; readonly value: string } | undefined;
  readonly isStreamed: boolean;
  readonly isPartition: boolean;
  readonly configDrive: string | undefined;
  /** Of the request for the image; a secret. */
  readonly authorization: string | undefined;
}

export function isUrl(text: string): boolean {
  return text.startsWith("http://") || text.startsWith("https://");
}

/**
 * Checks `image_info` as ironic-python-agent's `_validate_image_info` does.
 * @throws AgentError `InvalidCommandParamsError`
 */
export function imageInfoOf(given: unknown, { allowsMd5 }: { readonly allowsMd5: boolean }): ImageInfo {
  const info: JsonObject = isJsonObject(given) ? given : {};
  for (const field of ["id", "urls"]) if (!(field in info)) throw invalid(`Image is missing '${field}' field.`);
  const { id, urls, checksum } = info as {
    readonly id?: unknown;
    readonly urls?: unknown;
    readonly checksum?: unknown;
  };
  if (typeof id !== "string" || id === "" || /[/\0]/.test(id)) throw invalid("Image 'id' must be a name of a file.");
  if (!Array.isArray(urls) || urls.length === 0 || !urls.every((url) => typeof url === "string"))
    throw invalid("Image 'urls' must be a list with at least one element.");
  if (checksum !== undefined && checksum !== null && (typeof checksum !== "string" || checksum === ""))
    throw invalid("Image 'checksum' must be a non-empty string.");
  const hash = hashOf(info);
  const sum = typeof checksum === "string" ? checksum : undefined;
  const isUsable = sum !== undefined && (isUrl(sum) || sum.length > 32 || allowsMd5);
  if (!isUsable && hash === undefined)
    throw invalid(
      "Image checksum is not available, either the 'checksum' field or the 'os_hash_algo' and 'os_hash_value' fields pair must be set for image verification.",
    );
  return {
    id,
    urls: urls as string[],
    diskFormat: textOf(info, "disk_format"),
    checksum: sum,
    hash,
    isStreamed: info["stream_raw_images"] === true,
    isPartition: info["image_type"] === "partition",
    configDrive: textOf(info, "configdrive"),
    authorization: authorizationOf(info, id),
  };
}

function hashOf(info: JsonObject): ImageInfo["hash"] {
  const { os_hash_algo: algorithm, os_hash_value: value } = info as Record<string, unknown>;
  if (!algorithm && !value) return undefined;
  if (typeof algorithm !== "string" || algorithm === "")
    throw invalid("Image 'os_hash_algo' must be a non-empty string.");
  if (typeof value !== "string" || value === "") throw invalid("Image 'os_hash_value' must be a non-empty string.");
  return { algorithm: algorithm.toLowerCase(), value };
}

function authorizationOf(info: JsonObject, id: string): string | undefined {
  const given = textOf(info, "image_request_authorization");
  if (given !== undefined) return Buffer.from(given, "base64").toString("utf8");
  if (info["image_server_auth_strategy"] !== "http_basic") return undefined;
  const [user, password] = [textOf(info, "image_server_user"), textOf(info, "image_server_password")];
  if (user === undefined || password === undefined)
    throw new AgentError(
      "ImageDownloadError",
      `Download of image ${id} failed: Missing user or password fields from HTTP(S) basic auth config`,
    );
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function textOf(info: JsonObject, name: string): string | undefined {
  const value = info[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function invalid(details: string): AgentError {
  return new AgentError("InvalidCommandParamsError", details);
}
