export { type ProgramResult, type RunProgramOptions, runProgram } from "./run-program.js";
export { ServedConductor, type ServedConductorOptions } from "./served-conductor.js";
export { runSteelyard } from "./steelyard-program.js";
