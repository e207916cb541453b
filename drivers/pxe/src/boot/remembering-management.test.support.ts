import {
  type BootDevice,
  type BootMode,
  type ManagementInterface,
  type NodeTask,
  NoopManagement,
} from "@steelyard/interfaces";

/** A BMC that remembers what it was told, with the parts a test gives it. */
export class RememberingManagement extends NoopManagement implements ManagementInterface {
  readonly told: (readonly [string, ...unknown[]])[] = [];
  supported: readonly BootDevice[] = ["pxe", "disk"];
  /** null: it knows no boot modes. */
  mode: BootMode | null = null;
  hasSecureBoot = false;
  /** What was set last: the device, and `once` or `always`. */
  bootDevice: readonly [BootDevice, "once" | "always"] | undefined;

  override async getSupportedBootDevices(): Promise<readonly BootDevice[]> {
    return this.supported;
  }
  override async setBootDevice(
    task: NodeTask,
    device: BootDevice,
    options: { readonly persistent?: boolean } = {},
  ): Promise<void> {
    task.assertOwned();
    this.bootDevice = [device, options.persistent === true ? "always" : "once"];
    this.told.push(["boot device", ...this.bootDevice]);
  }
  override async getBootMode(): Promise<BootMode> {
    if (this.mode === null) return super.getBootMode();
    return this.mode;
  }
  override async setBootMode(task?: NodeTask, mode: BootMode = "uefi"): Promise<void> {
    if (this.mode === null) return super.setBootMode();
    task?.assertOwned();
    this.mode = mode;
    this.told.push(["boot mode", mode]);
  }
  override async setSecureBootState(task?: NodeTask, state = true): Promise<void> {
    if (!this.hasSecureBoot) return super.setSecureBootState();
    task?.assertOwned();
    this.told.push(["secure boot", state]);
  }
}
