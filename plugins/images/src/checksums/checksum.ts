import { DriverError, type JsonObject, type JsonValue } from "@steelyard/interfaces";

/** @public */
export type HashAlgorithm = "sha256" | "sha512" | "md5";

/** A digest and what made it; `value` in lower-case hex. */
export interface Checksum {
  readonly algorithm: HashAlgorithm;
  readonly value: string;
}

/** What a node says of its image's checksum: the digest, a file that holds it, or nothing. */
export type GivenChecksum = Checksum | { readonly url: string } | undefined;

const LENGTHS: Readonly<Record<HashAlgorithm, number>> = { md5: 32, sha256: 64, sha512: 128 };

/** The algorithm whose digests are as long as `hex`. */
export function algorithmOf(hex: string): HashAlgorithm | undefined {
  if (!/^[0-9a-f]+$/i.test(hex)) return undefined;
  return (Object.keys(LENGTHS) as HashAlgorithm[]).find((each) => LENGTHS[each] === hex.length);
}

/**
 * Reads `image_os_hash_algo` and `image_os_hash_value`, else `image_checksum`.
 *
 * @remarks Source: reference "Agent" §6, "Checksum choice".
 * @throws DriverError `IMAGE_CHECKSUM_UNUSABLE`
 */
export function givenChecksum(instanceInfo: JsonObject, isMd5Allowed: boolean): GivenChecksum {
  const algorithm = textOf(instanceInfo, "image_os_hash_algo");
  const value = textOf(instanceInfo, "image_os_hash_value");
  if ((algorithm === undefined) !== (value === undefined))
    throw unusable("instance_info/image_os_hash_algo and image_os_hash_value belong together; one of them is missing.");
  if (algorithm !== undefined && value !== undefined)
    return namedChecksum(algorithm.toLowerCase(), value, isMd5Allowed);
  const checksum = textOf(instanceInfo, "image_checksum");
  if (checksum === undefined) return undefined;
  if (/^https?:\/\//i.test(checksum)) return { url: checksum };
  const found = algorithmOf(checksum);
  if (found === undefined)
    throw unusable(
      "instance_info/image_checksum is neither a URL nor a hexadecimal digest of 64 (sha256) or 128 (sha512) digits.",
    );
  return allowed({ algorithm: found, value: checksum.toLowerCase() }, isMd5Allowed);
}

function namedChecksum(algorithm: string, value: string, isMd5Allowed: boolean): Checksum {
  if (!Object.hasOwn(LENGTHS, algorithm))
    throw unusable(`instance_info/image_os_hash_algo ${algorithm} is not one of sha256, sha512.`);
  const known = algorithm as HashAlgorithm;
  if (algorithmOf(value) !== known)
    throw unusable(
      `instance_info/image_os_hash_value is not a hexadecimal ${known} digest of ${LENGTHS[known]} digits.`,
    );
  return allowed({ algorithm: known, value: value.toLowerCase() }, isMd5Allowed);
}

/** @throws DriverError `IMAGE_CHECKSUM_UNUSABLE` for MD5 where it is not allowed; names the option */
export function allowed(checksum: Checksum, isMd5Allowed: boolean): Checksum {
  if (checksum.algorithm !== "md5" || isMd5Allowed) return checksum;
  throw unusable(
    "It is an MD5 checksum, and MD5 is not secure. Give a sha256 or sha512 checksum, or set [agent] allow_md5_checksum.",
  );
}

export function unusable(reason: string): DriverError {
  return new DriverError("IMAGE_CHECKSUM_UNUSABLE", { reason });
}

function textOf(from: JsonObject, key: string): string | undefined {
  const value: JsonValue | undefined = from[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw unusable(`instance_info/${key} must be a text.`);
  return value.trim();
}
