import {
  type BootDevice,
  type BootMode,
  DriverError,
  type MachineFile,
  type MachineFiles,
  type ManagementInterface,
  type NodeTask,
  NoopManagement,
} from "@steelyard/interfaces";

/** Machine files in memory, with the URLs that the published ones have. */
export class RememberingFiles implements MachineFiles {
  readonly files = new Map<string, MachineFile>();

  async publish(task: NodeTask, name: string, file: MachineFile): Promise<string> {
    task.assertOwned();
    this.files.set(name, file);
    if (file.kind === "ipxe-script")
      return `http://deploy:6385/boot/ipxe/${file.macAddresses[0]?.replaceAll(":", "-")}`;
    return `http://deploy:6385/files/0123456789abcdef/${name}`;
  }

  async withdraw(task: NodeTask, name: string): Promise<void> {
    task.assertOwned();
    this.files.delete(name);
  }

  async reachable(task: NodeTask, name: string, source: string): Promise<string> {
    if (/^https?:/.test(source)) return source;
    if (!source.startsWith("file:///images/")) throw new DriverError("INVALID_PARAMETER", { reason: "outside" });
    return this.publish(task, name, { kind: "local-file", path: source.slice("file://".length) });
  }

  /** The published script. */
  get script(): string {
    const file = this.files.get("boot.ipxe");
    if (file?.kind !== "ipxe-script") throw new Error("no script is published");
    return file.script;
  }
}

/** A BMC that remembers what it was told, with the parts a test gives it. */
export class RememberingManagement extends NoopManagement implements ManagementInterface {
  readonly told: (readonly [string, ...unknown[]])[] = [];
  supported: readonly BootDevice[] = ["pxe", "disk"];
  /** null: it knows no boot modes. */
  mode: BootMode | null = null;
  hasSecureBoot = false;

  override async getSupportedBootDevices(): Promise<readonly BootDevice[]> {
    return this.supported;
  }
  override async setBootDevice(
    _task: NodeTask,
    device: BootDevice,
    options: { readonly persistent?: boolean } = {},
  ): Promise<void> {
    this.told.push(["boot device", device, options.persistent === true ? "always" : "once"]);
  }
  override async getBootMode(): Promise<BootMode> {
    if (this.mode === null) return super.getBootMode();
    return this.mode;
  }
  override async setBootMode(_task?: NodeTask, mode: BootMode = "uefi"): Promise<void> {
    if (this.mode === null) return super.setBootMode();
    this.mode = mode;
    this.told.push(["boot mode", mode]);
  }
  override async setSecureBootState(_task?: NodeTask, state = true): Promise<void> {
    if (!this.hasSecureBoot) return super.setSecureBootState();
    this.told.push(["secure boot", state]);
  }
}
