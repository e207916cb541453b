import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  AGENT_CONFIG,
  type AgentConfig,
  configDefaults,
  DEPLOY_CONFIG,
  type DeployConfig,
} from "@steelyard/interfaces";
import type { MachineFileRecord, MachineFileServer, MachineFileStore, ServedFile } from "@steelyard/runtime-interfaces";
import { createMachineFileServer } from "./files/machine-file-server.js";
import { StoredMachineFiles } from "./files/machine-files.js";
import { ImageCache } from "./images/image-cache.js";
import { NodeImages } from "./images/node-images.js";
import { createSourceOpener } from "./sources/open-source.js";
import type { Source, SourceOpener } from "./sources/source.js";

export const API = "http://api.test:6385";

/** Rows in memory; what is kept is a copy, as in a database. */
export class MemoryMachineFileStore implements MachineFileStore {
  readonly rows: MachineFileRecord[] = [];
  #puts = 0;

  async put(nodeUuid: string, name: string, description: MachineFileRecord["description"]): Promise<MachineFileRecord> {
    const known = this.rows.find((row) => row.nodeUuid === nodeUuid && row.name === name);
    if (known !== undefined && isDeepStrictEqual(known.description, description)) return known;
    await this.delete(nodeUuid, name);
    this.#puts += 1;
    const id = `file-${this.#puts}-${nodeUuid}`;
    const row = { id, nodeUuid, name, description: structuredClone(description), createdAt: "2026-01-01T00:00:00Z" };
    this.rows.push(row);
    return row;
  }
  async get(id: string): Promise<MachineFileRecord | undefined> {
    return this.rows.find((row) => row.id === id);
  }
  async bootScriptFor(macAddress: string): Promise<MachineFileRecord | undefined> {
    return this.rows.findLast(({ description: { kind, macAddresses } }) => {
      return kind === "ipxe-script" && (macAddresses as readonly string[]).includes(macAddress);
    });
  }
  async delete(nodeUuid: string, name: string): Promise<void> {
    const at = this.rows.findIndex((row) => row.nodeUuid === nodeUuid && row.name === name);
    if (at >= 0) this.rows.splice(at, 1);
  }
}

/** The parts of the plugin in one process, over a store that others may share. */
export interface Scene {
  readonly store: MemoryMachineFileStore;
  readonly folder: string;
  readonly cacheFolder: string;
  readonly sources: SourceOpener;
  readonly files: StoredMachineFiles;
  readonly cache: ImageCache;
  readonly images: NodeImages;
  readonly server: MachineFileServer;
  /** Writes a file into the one folder that file:// URLs may name. */
  write(name: string, bytes: Uint8Array | string): Promise<string>;
  remove(): Promise<void>;
}

export interface SceneOptions {
  readonly agent?: Partial<AgentConfig>;
  readonly deploy?: Partial<DeployConfig>;
  readonly store?: MemoryMachineFileStore;
  readonly folder?: string;
  readonly qemuImg?: string;
  readonly cacheBytes?: number;
  readonly requestTimeoutMs?: number;
}

export async function aScene(options: SceneOptions = {}): Promise<Scene> {
  const own = await mkdtemp(join(tmpdir(), "steelyard-images-test-"));
  const folder = options.folder ?? own;
  const cacheFolder = join(own, "cache");
  const deploy = { ...configDefaults(DEPLOY_CONFIG), fileUrlAllowedPaths: [folder], ...options.deploy };
  const allowedFolders = deploy.fileUrlAllowedPaths;
  const store = options.store ?? new MemoryMachineFileStore();
  const sources = createSourceOpener({ allowedFolders, requestTimeoutMs: options.requestTimeoutMs ?? 10_000 });
  const files = new StoredMachineFiles({
    store: { machineFiles: store },
    address: { apiUrl: () => API },
    config: deploy,
  });
  const cache = new ImageCache({
    folder: cacheFolder,
    sizeBytes: options.cacheBytes ?? 1024 ** 3,
    sources,
    qemuImg: options.qemuImg ?? "qemu-img",
  });
  const agent = { ...configDefaults(AGENT_CONFIG), ...options.agent };
  return {
    store,
    folder,
    cacheFolder,
    sources,
    files,
    cache,
    images: new NodeImages({ config: agent, sources, files, cache }),
    server: createMachineFileServer({ store: { machineFiles: store }, sources, cache, allowedFolders }),
    async write(name, bytes) {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    },
    remove: () => rm(own, { recursive: true, force: true }),
  };
}

/** Deadline of what a test waits for. */
export const signal = AbortSignal.timeout(120_000);

/** The bytes of a part of a source or file, by default all of it. */
export async function bytesOf(from: Source | ServedFile, start = 0, end = from.size): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of from.read(start, end, signal)) parts.push(part);
  return Buffer.concat(parts);
}

/** The file behind a URL that was published. */
export async function fetchPublished(server: MachineFileServer, url: string): Promise<ServedFile> {
  const [, , id = "", name = ""] = new URL(url).pathname.split("/");
  const file = await server.open(id, decodeURIComponent(name), signal);
  if (file === undefined) throw new Error(`nothing is served at ${url}`);
  return file;
}
