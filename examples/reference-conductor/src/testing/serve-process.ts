import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const READY_MS = 60_000;
const EXIT_MS = 60_000;
const KEPT_LOG_CHARS = 200_000;

/** Path of the program; it needs a build. @public */
export const STEELYARD_PROGRAM: string = fileURLToPath(new URL("../../bin/steelyard.js", import.meta.url));

/**
 * `steelyard serve` as a real process, in a process group of its own.
 * @public
 */
export class ServeProcess {
  /** The base URL of its API. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #log: () => string;

  private constructor(url: string, child: ChildProcess, log: () => string) {
    this.url = url;
    this.#child = child;
    this.#log = log;
  }

  /**
   * Starts the built program and waits for the line that says it serves.
   *
   * @param args - behind `serve`
   * @param env - added to this process's environment
   * @throws Error with what it wrote, when it ends or is not ready within 60 s; nothing is left running then
   */
  static async start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServeProcess> {
    const child = spawn(process.execPath, [STEELYARD_PROGRAM, "serve", ...args], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let log = "";
    child.stderr.on("data", (bytes: Buffer) => {
      log = (log + bytes.toString("utf8")).slice(-KEPT_LOG_CHARS);
    });
    try {
      return new ServeProcess(await readyUrl(child), child, () => log);
    } catch (cause) {
      await endGroup(child, "SIGKILL");
      throw new Error(`steelyard serve did not come up: ${(cause as Error).message}\n${log}`, { cause });
    }
  }

  /** What it wrote to its log; the newest 200,000 characters. */
  get log(): string {
    return this.#log();
  }

  /** Asks it to drain and waits until it has ended. @returns its exit code; null when a signal ended it */
  terminate(): Promise<number | null> {
    return endGroup(this.#child, "SIGTERM");
  }

  /** Kills the whole group at once, as a power cut would. */
  async kill(): Promise<void> {
    await endGroup(this.#child, "SIGKILL");
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
