import { createHash } from "node:crypto";
import type { JsonObject, MachineFile } from "@steelyard/interfaces";
import { bytesSource, type RangeSource } from "@steelyard/iso9660";
import type { MachineFileRecord, MachineFileServer, ServedFile, Store } from "@steelyard/runtime-interfaces";
import { type CachedImage, type ImageCache, isCachedImage } from "../images/image-cache.js";
import { allowedPath } from "../sources/allowed-path.js";
import { openFile } from "../sources/open-source.js";
import type { SourceOpener } from "../sources/source.js";
import { bootIso } from "./boot-iso.js";
import { configDriveOf } from "./config-drive-content.js";

interface Parts {
  readonly store: Pick<Store, "machineFiles">;
  readonly sources: SourceOpener;
  readonly cache: ImageCache;
  readonly allowedFolders: readonly string[];
}

/** Makes what was published, from its description, whenever a part of it is asked for. */
export function createMachineFileServer(parts: Parts): MachineFileServer {
  return {
    async open(id, name, signal) {
      const record = await parts.store.machineFiles.get(id);
      return record === undefined || record.name !== name ? undefined : serve(parts, record, signal);
    },
    async openBootScript(macAddress, signal) {
      const record = await parts.store.machineFiles.bootScriptFor(macAddress);
      return record === undefined ? undefined : serve(parts, record, signal);
    },
  };
}

async function serve(parts: Parts, { description }: MachineFileRecord, signal: AbortSignal): Promise<ServedFile> {
  const { source, stamp, contentType } = await opened(parts, description, signal);
  const etag = createHash("sha256").update(JSON.stringify(description)).update("\n").update(stamp).digest("hex");
  return {
    size: source.size,
    contentType,
    etag: etag.slice(0, 32),
    read: (start, end, readSignal) => source.read(start, end, readSignal),
  };
}

interface Opened {
  readonly source: RangeSource;
  readonly stamp: string;
  readonly contentType: string;
}

async function opened(parts: Parts, description: JsonObject, signal: AbortSignal): Promise<Opened> {
  if (isCachedImage(description)) {
    const { path } = await parts.cache.get(description as unknown as CachedImage, signal);
    const source = await openFile(path);
    return { source, stamp: "", contentType: "application/octet-stream" };
  }
  const file = description as unknown as MachineFile;
  switch (file.kind) {
    case "ipxe-script":
      return { source: bytesSource(Buffer.from(file.script, "utf8")), stamp: "", contentType: "text/plain" };
    case "boot-iso": {
      const { image, stamp } = await bootIso(file, parts.sources, signal);
      return { source: image, stamp, contentType: "application/x-iso9660-image" };
    }
    case "config-drive":
      return { source: configDriveOf(file.content), stamp: "", contentType: "application/x-iso9660-image" };
    case "local-file": {
      const source = await openFile(await allowedPath(file.path, parts.allowedFolders));
      return { source, stamp: source.stamp, contentType: "application/octet-stream" };
    }
    default:
      // A newer release wrote the row.
      throw new Error(`this release can not make a file of the kind ${String((file as { kind?: unknown }).kind)}`);
  }
}
