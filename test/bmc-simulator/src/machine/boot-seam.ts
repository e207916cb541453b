/** CPU architectures as `uname -m` says them. @public */
export type Architecture = "x86_64" | "aarch64";

/** A network interface of a machine. @public */
export interface MachineNic {
  /** As Linux names it, e.g. `eno1`. */
  readonly name: string;
  /** Lower case, colons. */
  readonly macAddress: string;
  readonly speedMbps: number;
  readonly hasLink: boolean;
}

/** A disk of a machine: a file on this host. @public */
export interface MachineDisk {
  /** As Linux names it, e.g. `/dev/sda`. */
  readonly device: string;
  /** The file that holds its bytes; sparse, `sizeBytes` long. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly serial: string;
  /** With `0x`. */
  readonly wwn: string;
  readonly isRotational: boolean;
}

/** Where a machine starts from. @public */
export type BootTarget = "pxe" | "uefihttp" | "cdrom" | "usb" | "disk" | "bios-setup";

/**
 * What firmware and an operating system see of the machine they run on.
 * @public
 */
export interface BootableMachine {
  readonly uuid: string;
  readonly name: string;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly cpu: { readonly model: string; readonly count: number; readonly frequencyMhz: number };
  readonly vendor: { readonly manufacturer: string; readonly productName: string; readonly serialNumber: string };
  readonly bootMode: "uefi" | "bios";
  readonly nics: readonly MachineNic[];
  readonly disks: readonly MachineDisk[];
  /** The BMC's IPv4 address as the host sees it; null when it cannot be told. */
  readonly bmcAddress: string | null;
  /** Targets of this start, the first that boots wins: the override if there is one, then the boot order. */
  readonly bootTargets: readonly BootTarget[];
  /** What is in a virtual drive now, the CD drive unless told: the URL it was inserted with. */
  insertedImage(drive?: "cd" | "usb"): { readonly url: string } | undefined;
  /** What UEFI HTTP boot was told to fetch; null: nothing. */
  httpBootUrl(): string | null;
  /** Base URL that DHCP tells iPXE (`<base>/boot/ipxe/<mac with dashes>` is the script); null: no DHCP answer. */
  bootServerUrl(): string | null;
  /** The operating system powers the machine off or resets it. Returns at once; the running system is then stopped. */
  requestPower(change: "off" | "reset"): void;
  /** Writes a side effect into the rack's journal. Facts are plain JSON without secrets. */
  journal(effect: string, facts?: Readonly<Record<string, string | number | boolean | null>>): void;
}

/** What runs on a machine after a start. @public */
export interface RunningSystem {
  /** `agent`: the deploy ramdisk. `instance`: booted from its disk. `none`: nothing bootable was found. */
  readonly kind: "agent" | "instance" | "none";
  /** What was booted and why, or why nothing was; for people and assertions. */
  readonly description: string;
  /** For `instance`: sha256 (hex) of what the boot found on the disk's boot sector; otherwise absent. */
  readonly bootSectorSha256?: string;
  /**
   * Ends it. `graceful`: an operating system that honours ACPI shuts down (an agent and an instance do), then power goes off.
   * Not graceful: it is gone at once, connections are cut. `cut` may come while a graceful stop is under way, which it ends.
   */
  stop(how: "graceful" | "cut"): Promise<void>;
}

/** Starts a machine as its firmware would. @public */
export interface MachineFirmware {
  /**
   * Walks the boot targets and starts what it finds. Never rejects for content that does not boot: that is `none`.
   * @param signal - aborted when the machine is powered off meanwhile
   */
  boot(machine: BootableMachine, signal: AbortSignal): Promise<RunningSystem>;
}
