import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type ProgramResult, runProgram } from "./run-program.js";

/** Path of the built `steelyard` program. @public */
export function steelyardProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve("steelyard/package.json")), "bin", "steelyard.js");
}

/** Runs `steelyard` with these arguments to its end. @public */
export function runSteelyard(args: readonly string[]): Promise<ProgramResult> {
  return runProgram(process.execPath, [steelyardProgram(), ...args]);
}
