import { spawn } from "node:child_process";

/** What a program did. @public */
export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @public */
export interface RunProgramOptions {
  /** Replaces the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Default 120 000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a program to its end.
 * @throws Error when it can not be started or is not over in time; it is killed then
 * @public
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions = {},
): Promise<ProgramResult> {
  const { timeoutMs = 120_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      stdio: "pipe",
      env: { ...(options.env ?? process.env) },
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (signal === "SIGKILL")
        reject(new Error(`${program} ${args.join(" ")} was not over after ${timeoutMs / 1000} s:\n${stdout}${stderr}`));
      else resolve({ code, stdout, stderr });
    });
    child.stdin.on("error", () => undefined); // A program that does not read its input may end first; its exit code tells.
    child.stdin.end(options.input ?? "");
  });
}
