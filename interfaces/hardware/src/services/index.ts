export type { BmcAccount, BmcSession, BmcSessions, KeptBmcSession } from "./bmc-sessions.js";
export { BMC_SESSIONS } from "./bmc-sessions.js";
export type { Callbacks } from "./callbacks.js";
export { CALLBACKS } from "./callbacks.js";
export type { Images, ResolvedImage } from "./images.js";
export { IMAGES } from "./images.js";
export type { MachineFile, MachineFiles } from "./machine-files.js";
export { MACHINE_FILES } from "./machine-files.js";
export { NoBmcSessions } from "./no-bmc-sessions.js";
