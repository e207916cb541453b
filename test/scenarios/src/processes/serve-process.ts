import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const READY_MS = 60_000;
const EXIT_MS = 60_000;

/** A conductor as a real process, in a process group of its own. */
export class ServeProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #said: string[];

  private constructor(url: string, child: ChildProcess, said: string[]) {
    this.url = url;
    this.#child = child;
    this.#said = said;
  }

  /**
   * Runs `steelyard serve --config FILE` and waits until it says that it serves.
   * @throws Error with what it wrote, when it ends or says nothing in time
   */
  static async start(configPath: string): Promise<ServeProcess> {
    const program = createRequire(import.meta.url).resolve("steelyard/package.json");
    const bin = join(dirname(program), "bin", "steelyard.js");
    const child = spawn(process.execPath, [bin, "serve", "--config", configPath], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    child.stderr?.on("data", (bytes: Buffer) => {
      said.push(bytes.toString("utf8"));
      if (said.length > 2000) said.splice(0, 1000);
    });
    const lines = createInterface({ input: child.stdout! });
    const signal = AbortSignal.timeout(READY_MS);
    const ready = once(lines, "line", { signal }) as Promise<[string]>;
    const ended = once(child, "exit", { signal }).then(([code]) => {
      throw new Error(`steelyard serve ended with ${String(code)}:\n${said.join("")}`);
    });
    ended.catch(() => undefined);
    const [line] = await Promise.race([ready, ended]).catch((error: unknown) => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      throw signal.aborted ? new Error(`steelyard serve was not ready in time:\n${said.join("")}`) : error;
    });
    const { api } = JSON.parse(line as string) as { api: string };
    return new ServeProcess(api, child, said);
  }

  /** What it wrote to its log. */
  get log(): string {
    return this.#said.join("");
  }

  /** Kills the whole group at once. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to drain. @returns its exit code */
  async terminate(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async #end(how: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const { pid, exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null || pid === undefined) return exitCode;
    const exit = once(this.#child, "exit", { signal: AbortSignal.timeout(EXIT_MS) });
    process.kill(-pid, how);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
