import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { DriverError, type JsonObject, type JsonValue, type Node } from "@steelyard/interfaces";
import { readAll } from "@steelyard/iso9660";
import { configDriveOf } from "../files/config-drive-content.js";

/** Source: reference "Agent" §6, "Configdrive, whole disk". */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * `instance_info.configdrive` as agents take it: a URL as it is, else an ISO, gzipped, in base64. Equal values give equal texts.
 * An object becomes an ISO with the node's UUID and name in its metadata, where they are not given.
 *
 * @throws DriverError `INVALID_PARAMETER` for anything else, or more than 64 MiB
 */
export async function configDriveText(node: Node, signal: AbortSignal): Promise<string | undefined> {
  const value = node.instanceInfo["configdrive"];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return /^https?:\/\//i.test(value) ? value : packed(await decoded(value));
  if (typeof value !== "object" || Array.isArray(value)) throw bad("is neither an object nor a text");
  const content = value as JsonObject;
  const given = content["meta_data"];
  if (!isOptionalObject(given)) throw bad("has meta_data that is no object");
  const { uuid, name } = node;
  const named = { uuid, ...(name === null ? {} : { name, hostname: name }), ...given };
  return packed(await readAll(configDriveOf({ ...content, meta_data: named }), signal));
}

function isOptionalObject(value: JsonValue | undefined): value is JsonObject | null | undefined {
  return value === undefined || value === null || (typeof value === "object" && !Array.isArray(value));
}

/** The bytes of a base64 text, unzipped where they are gzipped. */
async function decoded(text: string): Promise<Uint8Array> {
  const compact = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw bad("is a text that is neither a URL nor base64");
  const bytes = Buffer.from(compact, "base64");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    const isTooBig = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw bad(isTooBig ? "is larger than 64 MiB" : "is damaged: it cannot be unzipped");
  }
}

async function packed(bytes: Uint8Array): Promise<string> {
  if (bytes.length > MAX_BYTES) throw bad("is larger than 64 MiB");
  return (await promisify(gzip)(bytes)).toString("base64");
}

function bad(why: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `instance_info/configdrive ${why}.` });
}
