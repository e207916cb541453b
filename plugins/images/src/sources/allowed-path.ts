import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { DriverError } from "@steelyard/interfaces";
import { shownUrl } from "./shown-url.js";

/** The path of a `file://` URL. @throws DriverError `INVALID_PARAMETER` */
export function pathOfFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new DriverError("INVALID_PARAMETER", { reason: `${shownUrl(url)} is not a usable file:// URL.` });
  }
}

/**
 * The real path of a file that may be served: below one of `[deploy] file_url_allowed_paths`, links followed.
 * @throws DriverError `INVALID_PARAMETER` outside of them, `IMAGE_NOT_FOUND`
 */
export async function allowedPath(path: string, folders: readonly string[]): Promise<string> {
  // Refused by its name first, so that nobody learns what there is outside.
  if (!(await isBelowAny(resolve(path), folders, false))) throw refused(path);
  const real = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw new DriverError("IMAGE_NOT_FOUND", { reason: `The file ${path} cannot be read (${cause.code}).` }, { cause });
  });
  if (!(await isBelowAny(real, folders, true))) throw refused(path);
  return real;
}

async function isBelowAny(path: string, folders: readonly string[], isReal: boolean): Promise<boolean> {
  for (const folder of folders) {
    const candidates = [resolve(folder)];
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) candidates.push(real);
    for (const candidate of isReal ? candidates.slice(-1) : candidates) {
      const rest = relative(candidate, path);
      if (rest !== "" && rest !== ".." && !rest.startsWith(`..${sep}`) && !isAbsolute(rest)) return true;
    }
  }
  return false;
}

function refused(path: string): DriverError {
  return new DriverError("INVALID_PARAMETER", {
    reason: `The file ${path} is not below a folder of [deploy] file_url_allowed_paths.`,
  });
}
