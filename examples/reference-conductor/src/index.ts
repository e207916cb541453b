export { main } from "./cli.js";
export { type EffectiveConfig, loadConfig } from "./config/load-config.js";
export { assemble, type Program } from "./program/assemble.js";
export { type LoadedModules, loadModules } from "./program/load-modules.js";
export { allSections } from "./program/sections.js";
export { ServeProcess, STEELYARD_PROGRAM } from "./testing/serve-process.js";
