import type { StorageInterface } from "./storage-interface.js";

/** `noop`: no remote volumes. Source: Ironic `ironic.drivers.modules.storage.noop.NoopStorage`. @public */
export class NoopStorage implements StorageInterface {
  readonly properties = {};
  validate(): void {}
  async attachVolumes(): Promise<void> {}
  async detachVolumes(): Promise<void> {}
  shouldWriteImage(): boolean {
    return true;
  }
}
