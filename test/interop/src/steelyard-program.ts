import { STEELYARD_PROGRAM } from "steelyard";
import { type ProgramResult, runProgram } from "./run-program.js";

/** Runs `steelyard` with these arguments to its end. @public */
export function runSteelyard(args: readonly string[]): Promise<ProgramResult> {
  return runProgram(process.execPath, [STEELYARD_PROGRAM, ...args]);
}
