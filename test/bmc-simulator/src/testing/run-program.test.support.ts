import { execFile } from "node:child_process";

export interface ProgramEnd {
  readonly code: number;
  /** Both streams, without blanks at the ends. */
  readonly text: string;
}

/** Runs a program of others to its end, which must come within 30 s. */
export function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 30_000, env: { ...process.env, ...environment } };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const { code = 0, killed = false } = (error ?? {}) as { code?: number | string; killed?: boolean };
      if (killed || typeof code === "string") reject(new Error(`${program} ended badly: ${String(error)}`));
      else resolve({ code, text: `${stdout}${stderr}`.trim() });
    });
  });
}
