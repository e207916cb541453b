import { spawnSync } from "node:child_process";

/**
 * Says whether an interop test may run against `program`, a program of others that may be absent.
 *
 * @remarks
 * Absent: prints a notice and answers `false`, so that `describe.skipIf(!interopProgram("ipmitool"))` skips.
 * With `STEELYARD_REQUIRE_INTEROP=1` in the environment an absent program is an error instead.
 *
 * @param program - name on PATH
 * @throws Error when the program is absent and `STEELYARD_REQUIRE_INTEROP=1`
 * @public
 */
export function interopProgram(program: string): boolean {
  const found = spawnSync("sh", ["-c", 'command -v "$1"', "sh", program], { stdio: "ignore" }).status === 0;
  if (!found) {
    if (process.env["STEELYARD_REQUIRE_INTEROP"] === "1") {
      throw new Error(`${program} is not installed, and STEELYARD_REQUIRE_INTEROP=1 makes that a failure`);
    }
    console.warn(`skipped: ${program} is not installed`);
  }
  return found;
}
