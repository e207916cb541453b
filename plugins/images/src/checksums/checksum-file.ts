import { algorithmOf, allowed, type Checksum, unusable } from "./checksum.js";

/**
 * Finds an image's digest in a checksum file: `digest  name`, `digest *name`, `SHA256 (name) = digest`, or a digest alone.
 * Of several digests of the image the strongest counts.
 *
 * @remarks Source: GNU coreutils `sha256sum`, BSD `cksum`; reference "Agent" §6.
 * @param imageName - the last part of the image's path
 * @param where - URL of the file, for messages
 * @throws DriverError `IMAGE_CHECKSUM_UNUSABLE`
 */
export function findInChecksumFile(text: string, imageName: string, where: string, isMd5Allowed: boolean): Checksum {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const found = lines.flatMap((line) => {
    const entry = entryOf(line, lines.length === 1);
    const algorithm = entry === undefined ? undefined : algorithmOf(entry.digest);
    const isIt = entry !== undefined && (entry.name === undefined || baseName(entry.name) === imageName);
    return entry !== undefined && algorithm !== undefined && isIt
      ? [{ algorithm, value: entry.digest.toLowerCase() }]
      : [];
  });
  const strongest = found.toSorted((a, b) => b.value.length - a.value.length)[0];
  if (strongest === undefined) throw unusable(`The checksum file ${where} has no digest for ${imageName}.`);
  return allowed(strongest, isMd5Allowed);
}

function entryOf(line: string, isOnlyLine: boolean): { readonly digest: string; readonly name?: string } | undefined {
  const bsd = /^([A-Z0-9/-]+) ?\((.+)\) ?= ?([0-9a-f]+)$/i.exec(line);
  if (bsd !== null) {
    const [, algorithm = "", name = "", digest = ""] = bsd;
    // SHA512/256 and BLAKE2 have digests as long as those of SHA256.
    return algorithm.toLowerCase() === algorithmOf(digest) ? { digest, name } : undefined;
  }
  const gnu = /^\\?([0-9a-f]{32,128})[ \t]+\*?(.+)$/i.exec(line);
  if (gnu !== null) return { digest: gnu[1] as string, name: gnu[2] as string };
  return isOnlyLine && /^[0-9a-f]+$/i.test(line) ? { digest: line } : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
