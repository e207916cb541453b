export type { ConsoleAccess, ConsoleInterface } from "./console-interface.js";
export { NoConsole } from "./no-console.js";
