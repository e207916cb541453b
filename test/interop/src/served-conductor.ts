import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServeProcess } from "steelyard";

/** How a conductor is served. @public */
export interface ServedConductorOptions {
  /** Default `sqlite::memory:`. */
  readonly database?: string;
  /** Name of the conductor (default `localhost`). */
  readonly host?: string;
  /** Hardware types to enable (default `fake-hardware`). */
  readonly drivers?: readonly string[];
  /** Sections of the configuration file; it is written to a temporary folder. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A conductor that is served on a free port of the loopback interface, with a configuration file of its own.
 * @public
 */
export class ServedConductor {
  readonly #process: ServeProcess;
  readonly #folder: string;

  private constructor(process: ServeProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  /** @throws as `ServeProcess.start` */
  static async start(options: ServedConductorOptions = {}): Promise<ServedConductor> {
    const folder = await mkdtemp(join(tmpdir(), "steelyard-served-"));
    try {
      const file = join(folder, "steelyard.json");
      await writeFile(file, JSON.stringify(options.config ?? {}));
      const args = [
        ...["--config", file, "--api-host", "127.0.0.1", "--api-port", "0"],
        ...["--database", options.database ?? "sqlite::memory:", "--host", options.host ?? "localhost"],
        ...["--drivers", (options.drivers ?? ["fake-hardware"]).join(",")],
      ];
      return new ServedConductor(await ServeProcess.start(args, options.env), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The base URL of its API. */
  get url(): string {
    return this.#process.url;
  }

  /** What it wrote to its log; the newest 200,000 characters. */
  get log(): string {
    return this.#process.log;
  }

  /** Asks it to drain and waits until it has ended. @returns its exit code; null when a signal ended it */
  async stop(): Promise<number | null> {
    try {
      return await this.#process.terminate();
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  /** Kills the whole group at once, as a power cut would. */
  async kill(): Promise<void> {
    try {
      await this.#process.kill();
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
