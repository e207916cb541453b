export { interopProgram } from "./interop-program.js";
export type { NodeFields } from "./task/a-node.js";
export { aNode, aPort, aPortgroup } from "./task/a-node.js";
export { aTask } from "./task/a-task.js";
export type { LogLine } from "./task/remembering-log.js";
export { RememberingLog } from "./task/remembering-log.js";
export type { TaskOptions } from "./task/test-task.js";
export { TestTask } from "./task/test-task.js";
