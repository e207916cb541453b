export { type ProgramResult, type RunProgramOptions, runProgram } from "./run-program.js";
export { ServeProcess } from "./serve-process.js";
export { ServedConductor, type ServedConductorOptions } from "./served-conductor.js";
export { runSteelyard, steelyardProgram } from "./steelyard-program.js";
