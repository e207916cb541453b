/** Plain facts of a side effect; no secrets. @public */
export type EffectFacts = Readonly<Record<string, string | number | boolean | null>>;

/** A disk that is opened. Offsets and lengths are bytes. @public */
export interface OpenDisk {
  readonly sizeBytes: number;
  /** Fewer bytes than asked for where the disk ends. */
  read(offset: number, length: number): Promise<Buffer>;
  /** @throws Error with code `ENOSPC` when the bytes do not fit */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Throws away what the disk holds. `readsAsZeros`: everything reads as zeros now; otherwise as anything. */
  discard(): Promise<{ readonly readsAsZeros: boolean }>;
  /** Flushes, and makes the system read the partition table again. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A disk of the machine. @public */
export interface HardwareDisk {
  /** `/dev/sda` */
  readonly name: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly serial: string;
  /** With `0x`. */
  readonly wwn: string;
  readonly vendor: string | null;
  readonly isRotational: boolean;
  /** `0:0:0:0` */
  readonly hctl: string | null;
  readonly byPath: string | null;
  /** `sata`, `nvme`, … */
  readonly transport: string | null;
  open(): Promise<OpenDisk>;
}

/** A network interface of the machine. @public */
export interface HardwareNic {
  readonly name: string;
  /** Lower case, colons. */
  readonly macAddress: string;
  readonly ipv4Address: string | null;
  readonly ipv6Address: string | null;
  readonly hasCarrier: boolean;
  readonly speedMbps: number | null;
  /** PCI vendor and device, with `0x`. */
  readonly vendor: string | null;
  readonly product: string | null;
  readonly pciAddress: string | null;
  readonly driver: string | null;
}

/**
 * All that the deploy agent knows of the machine it runs on and all it does to it. In the simulator a model of a machine
 * stands behind it; in a ramdisk the kernel would.
 * @public
 */
export interface HardwarePort {
  readonly hostname: string;
  /** As `uname -m` says it. */
  readonly architecture: string;
  readonly bootMode: "uefi" | "bios";
  /** The kernel's command line. */
  readonly bootParameters: ReadonlyMap<string, string | null>;
  readonly cpu: {
    readonly model: string;
    readonly count: number;
    readonly frequencyMhz: number;
    readonly flags: readonly string[];
    readonly sockets: number;
  };
  /** `usableBytes`: what the kernel leaves to programs. */
  readonly memory: { readonly usableBytes: number; readonly physicalMib: number };
  readonly vendor: {
    readonly manufacturer: string;
    readonly productName: string;
    readonly serialNumber: string;
    readonly firmware: { readonly vendor: string; readonly version: string; readonly buildDate: string };
  };
  readonly bmcAddress: string | null;
  nics(): Promise<readonly HardwareNic[]>;
  disks(): Promise<readonly HardwareDisk[]>;
  /** The own address from which packets to `host` are sent; null: no route. */
  addressTowards(host: string): Promise<string | null>;
  /** Makes the firmware start from a partition (1 is the first) of a disk; what it had for this disk goes. */
  addBootEntry(disk: string, partition: number): Promise<void>;
  /** Removes boot entries of the firmware whose path matches. @returns how many */
  removeBootEntries(patterns: readonly RegExp[]): Promise<number>;
  /** Lets a person log in with this password after the agent ended. */
  setRescuePassword(password: { readonly text: string; readonly isHashed: boolean }): Promise<void>;
  /** Takes all network interfaces down for good. */
  takeNetworkDown(): Promise<void>;
  /** Begins to power the machine off, or to reset it; returns at once. */
  power(change: "off" | "reset"): void;
  /** Writes down a side effect. */
  journal(effect: string, facts?: EffectFacts): void;
}
