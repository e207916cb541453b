import { DriverError, type MachineFile, type MachineFiles, type NodeTask } from "@steelyard/interfaces";

/** A file that is published. @public */
export interface PublishedFile {
  readonly nodeId: string;
  readonly name: string;
  readonly file: MachineFile;
  readonly for: "bmc" | "machine";
  readonly url: string;
}

/**
 * Machine files in memory: nothing is served, and what is published can be asked. It is fenced as the real one is.
 * @public
 */
export class MemoryMachineFiles implements MachineFiles {
  readonly #files = new Map<string, PublishedFile>();
  readonly #baseUrl: string;
  /** Every publication and withdrawal that changed something, in order. */
  readonly writes: string[] = [];

  /** @param baseUrl - what URLs begin with. Default: a host of its own that does not exist */
  constructor(baseUrl = "http://files.test") {
    this.#baseUrl = baseUrl;
  }

  async publish(
    task: NodeTask,
    name: string,
    file: MachineFile,
    options: { readonly for?: "bmc" | "machine" } = {},
  ): Promise<string> {
    task.assertOwned();
    const url = `${this.#baseUrl}/${task.nodeId}/${encodeURIComponent(name)}`;
    const key = `${task.nodeId} ${name}`;
    const entry = { nodeId: task.nodeId, name, file: structuredClone(file), for: options.for ?? "machine", url };
    this.#files.set(key, entry);
    this.writes.push(`publish ${name}`);
    return url;
  }

  async withdraw(task: NodeTask, name: string): Promise<void> {
    task.assertOwned();
    if (this.#files.delete(`${task.nodeId} ${name}`)) this.writes.push(`withdraw ${name}`);
  }

  async reachable(task: NodeTask, name: string, source: string): Promise<string> {
    const { protocol, pathname } = parsed(source);
    if (protocol === "http:" || protocol === "https:") return source;
    if (protocol !== "file:") throw new DriverError("INVALID_PARAMETER", { reason: `${source} has no known scheme.` });
    return this.publish(task, name, { kind: "local-file", path: pathname });
  }

  /** What is published now, by name. */
  published(): readonly PublishedFile[] {
    return [...this.#files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function parsed(source: string): URL {
  if (!URL.canParse(source)) throw new DriverError("INVALID_PARAMETER", { reason: `${source} is no URL.` });
  return new URL(source);
}
