export { interopProgram } from "./interop-program.js";
