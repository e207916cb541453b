import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DriverError } from "@steelyard/interfaces";
import { allowedPath, pathOfFileUrl } from "./allowed-path.js";
import { HttpSources } from "./http-sources.js";
import { shownUrl } from "./shown-url.js";
import type { Source, SourceOpener } from "./source.js";

/** Opens what kernels, ramdisks, boot loaders and images come from. */
export function createSourceOpener(options: {
  readonly allowedFolders: readonly string[];
  readonly requestTimeoutMs: number;
}): SourceOpener {
  const http = new HttpSources(options.requestTimeoutMs);
  return {
    async open(url, signal) {
      if (/^https?:\/\//i.test(url)) return http.open(url, signal);
      if (/^file:\/\//i.test(url)) return openFile(await allowedPath(pathOfFileUrl(url), options.allowedFolders));
      throw new DriverError("INVALID_PARAMETER", { reason: `${shownUrl(url)} is not an http, https or file URL.` });
    },
  };
}

/** A file of this host. @throws DriverError `IMAGE_NOT_FOUND` */
export async function openFile(path: string): Promise<Source> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause.code, cause);
  });
  if (!found.isFile()) throw new DriverError("IMAGE_NOT_FOUND", { reason: `${path} is not a file.` });
  return {
    size: found.size,
    stamp: `${found.size}-${found.mtimeMs}`,
    read: (start, end, signal) => readFilePart(path, start, end, signal),
  };
}

async function* readFilePart(path: string, start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  if (end <= start) return;
  let left = end - start;
  try {
    for await (const chunk of createReadStream(path, { start, end: end - 1, signal, highWaterMark: 256 * 1024 })) {
      left -= (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw unreadable(path, (cause as NodeJS.ErrnoException).code, cause);
  }
  if (left > 0)
    throw new DriverError("IMAGE_NOT_FOUND", { reason: `The file ${path} became shorter while it was read.` });
}

function unreadable(path: string, code: string | undefined, cause: unknown): DriverError {
  return new DriverError("IMAGE_NOT_FOUND", { reason: `The file ${path} cannot be read (${code}).` }, { cause });
}
