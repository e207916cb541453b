export { NoopStorage } from "./noop-storage.js";
export type { StorageInterface } from "./storage-interface.js";
