import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { steelyardProgram } from "./steelyard-program.js";

const READY_MS = 60_000;
const EXIT_MS = 60_000;
const KEPT_LOG_CHARS = 200_000;

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
 * `steelyard serve` as a real process, in a process group of its own, on a free port of the loopback interface.
 * @public
 */
export class ServedConductor {
  /** The base URL of its API. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #log: () => string;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, log: () => string, folder: string) {
    this.url = url;
    this.#child = child;
    this.#log = log;
    this.#folder = folder;
  }

  /**
   * Starts the built program and waits for the line that says it serves.
   * @throws Error with what it wrote, when it ends or is not ready within 60 s; nothing is left running then
   */
  static async start(options: ServedConductorOptions = {}): Promise<ServedConductor> {
    const folder = await mkdtemp(join(tmpdir(), "steelyard-served-"));
    const file = join(folder, "steelyard.json");
    await writeFile(file, JSON.stringify(options.config ?? {}));
    const args = [
      ...["serve", "--config", file, "--api-host", "127.0.0.1", "--api-port", "0"],
      ...["--database", options.database ?? "sqlite::memory:", "--host", options.host ?? "localhost"],
      ...["--drivers", (options.drivers ?? ["fake-hardware"]).join(",")],
    ];
    const child = spawn(process.execPath, [steelyardProgram(), ...args], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    let log = "";
    child.stderr.on("data", (bytes: Buffer) => {
      log = (log + bytes.toString("utf8")).slice(-KEPT_LOG_CHARS);
    });
    try {
      return new ServedConductor(await readyUrl(child), child, () => log, folder);
    } catch (cause) {
      await endGroup(child, "SIGKILL");
      await rm(folder, { recursive: true, force: true });
      throw new Error(`steelyard serve did not come up: ${(cause as Error).message}\n${log}`, { cause });
    }
  }

  /** What it wrote to its log; the newest 200,000 characters. */
  get log(): string {
    return this.#log();
  }

  /** Asks it to drain and waits until it has ended. @returns its exit code; null when a signal ended it */
  stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Kills the whole group at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(how: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    try {
      return await endGroup(this.#child, how);
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const signal = AbortSignal.timeout(READY_MS);
  const over = new AbortController();
  const either = { signal: AbortSignal.any([signal, over.signal]) };
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> });
  const ready = once(lines, "line", either).then(([line]) => (JSON.parse(String(line)) as { api: string }).api);
  const ended = once(child, "exit", either).then(([code, by]) => {
    throw new Error(`it ended with ${String(code ?? by)}`);
  });
  try {
    return await Promise.race([ready, ended]);
  } catch (error) {
    throw signal.aborted ? new Error(`it was not ready within ${READY_MS / 1000} s`) : error;
  } finally {
    over.abort();
    await Promise.allSettled([ready, ended]);
  }
}

async function endGroup(child: ChildProcess, how: "SIGTERM" | "SIGKILL"): Promise<number | null> {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return exitCode;
  const exit = once(child, "exit", { signal: AbortSignal.timeout(EXIT_MS) });
  process.kill(-pid, how);
  const [code] = (await exit) as [number | null];
  return code;
}
