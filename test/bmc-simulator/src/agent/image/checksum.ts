import { AgentError } from "../agent-error.js";
import { type ImageInfo, isUrl } from "./image-info.js";

/** What the bytes of an image must hash to. */
export interface ExpectedChecksum {
  readonly algorithm: string;
  /** Lower-case hex. */
  readonly value: string;
}

const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
const BY_LENGTH: Readonly<Record<number, string>> = { 128: "sha512", 64: "sha256", 32: "md5" };
const SUM = "[a-fA-F0-9]{128}|[a-fA-F0-9]{64}|[a-fA-F0-9]{32}";
const AT_START = new RegExp(`^(${SUM})\\s`);
const AT_END = new RegExp(`\\s(${SUM})$`);
const ALONE = new RegExp(`^(${SUM})$`);

export interface ChecksumOptions {
  readonly allowsMd5: boolean;
  /** Fetches a file of checksums. */
  readonly fetchText: (url: string) => Promise<string>;
}

/**
 * Which checksum counts: algorithm and value, else `checksum`, which may be the address of a file of checksums.
 *
 * @remarks Source: ironic-python-agent `standby.py`, `ImageDownload` and `_fetch_checksum`. MD5 is refused in every form
 * unless the conductor allowed it.
 * @throws AgentError `RESTError` when no algorithm fits, `ImageDownloadError` when the file does not name the image
 */
export async function expectedChecksum(
  { id, urls, hash, checksum }: ImageInfo,
  { allowsMd5, fetchText }: ChecksumOptions,
): Promise<ExpectedChecksum> {
  const given = hash !== undefined && ALGORITHMS.includes(hash.algorithm) ? hash.value : checksum;
  if (given === undefined)
    throw new AgentError(
      "RESTError",
      `Unable to verify image ${id} with available checksums. Please make sure the specified 'os_hash_algo' (currently ${hash?.algorithm ?? "None"}) is supported by this ramdisk, or provide a checksum via the 'checksum' field`,
    );
  const value = isUrl(given) ? fromFile(given, await fetchText(given), urls[0] as string) : given;
  const algorithm = given === hash?.value ? hash.algorithm : BY_LENGTH[value.length];
  if (algorithm === undefined)
    throw new AgentError(
      "RESTError",
      `Unable to proceed with image ${id} as the checksum indicator has been used but the algorithm could not be identified.`,
    );
  if (algorithm === "md5" && !allowsMd5)
    throw new AgentError("RESTError", `Unable to proceed with image ${id}: MD5 support is disabled.`);
  return { algorithm, value: value.toLowerCase() };
}

function fromFile(url: string, text: string, imageUrl: string): string {
  const problem = (reason: string): AgentError =>
    new AgentError("ImageDownloadError", `Download of image ${url} failed: ${reason}`);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [only = ""] = lines;
  if (lines.length === 0) throw problem("Empty checksum file");
  if (lines.length === 1 && !only.includes(" ")) {
    const sum = ALONE.exec(only)?.[1];
    if (sum === undefined) throw problem("Invalid checksum file (No valid checksum found)");
    return sum;
  }
  const name = new URL(imageUrl).pathname.split("/").at(-1) ?? "";
  for (const line of lines.filter((each) => !each.startsWith("#"))) {
    const isNamed = line.endsWith(` ${name}`) || line.endsWith(` *${name}`) || line.includes(` (${name}) `);
    const sum = isNamed ? (AT_START.exec(line)?.[1] ?? AT_END.exec(line)?.[1]) : undefined;
    if (sum !== undefined) return sum;
  }
  throw problem(`Checksum file does not contain name ${name}`);
}
