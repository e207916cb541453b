/** How vendors lay out the same things. @public */
export type RedfishFlavour = "generic" | "idrac" | "ilo";

/** Where services differ in what they take and answer; each flavour has its own, a BMC can have others. @public */
export interface RedfishHabits {
  /** Bodies that EjectMedia takes: any or none, `{}` is needed (HPE), none is allowed. */
  readonly ejectBody: "any" | "required" | "refused";
  /** Slots have actions, or are written with PATCH (Lenovo XCC). */
  readonly mediaBy: "action" | "patch";
  /** Parameters that InsertMedia refuses, e.g. `Inserted` (Supermicro X11). */
  readonly insertRefuses: readonly string[];
  /** Parameters beside `Image` that InsertMedia needs, e.g. `TransferProtocolType`; `UserName` and `Password` (NVIDIA DGX). */
  readonly insertRequires: readonly string[];
  /** InsertMedia answers 202 with a task, for this long in milliseconds; 0: at once (Supermicro X12 has tasks). */
  readonly insertTaskMs: number;
  /** A PATCH of BIOS settings answers 202 with a task that ends at the next start of the machine (iDRAC). */
  readonly hasBiosTask: boolean;
  /** The boot mode can be read and written (not on HPE Gen9). */
  readonly hasBootMode: boolean;
  /** `Continuous` is taken. */
  readonly hasContinuousBoot: boolean;
  /** Properties of `Boot` that have to come with a target: AMI wants all three, Supermicro `BootSourceOverrideEnabled`. */
  readonly bootNeeds: readonly ("BootSourceOverrideEnabled" | "BootSourceOverrideMode")[];
  /** `Boot` is written at the settings object of the system. */
  readonly hasBootSettingsObject: boolean;
  /** Boot settings cannot be written while the firmware tests itself (HPE). */
  readonly isLockedDuringPost: boolean;
  /** For how long after a power-off a power-on is refused as a conflict, in milliseconds (iDRAC). */
  readonly powerOnConflictMs: number;
  /** A reset that asks for the state that holds already: refused, or taken without an effect. */
  readonly resetWhenThere: "refused" | "taken";
  /** `PoweringOn` and `PoweringOff` are shown; else the machine is Off until it is on, and On until it is off. */
  readonly showsPowerTransitions: boolean;
  readonly etags: "strong" | "weak" | "none";
  /** What a PATCH answers. */
  readonly patchAnswer: "resource" | "message" | "none";
  /** Idle time after which a session ends. */
  readonly sessionTimeoutSec: number;
  readonly maxSessions: number;
  /** Members of a page of a collection. */
  readonly pageSize: number;
  /** Paths are compared without case. */
  readonly ignoresCase: boolean;
}

/** The ids and habits of a flavour, as captures of such BMCs show them. */
export interface FlavourFacts {
  /** Of the service root; null: it names none. */
  readonly vendor: string | null;
  readonly product: string;
  readonly redfishVersion: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly managerModel: string;
  readonly managerFirmware: string;
  readonly systemId: string;
  readonly managerId: string;
  readonly chassisId: string;
  readonly storageId: string;
  /** Path of the BIOS below the system. */
  readonly bios: string;
  readonly nicId: (index: number) => string;
  readonly driveId: (index: number) => string;
  readonly processorId: string;
  /** Where the slots are. */
  readonly mediaBelow: "system" | "manager";
  readonly mediaSlots: readonly { readonly id: string; readonly types: readonly string[] }[];
  /** `Image` of an empty slot. */
  readonly noImage: string | null;
  readonly resetTypes: readonly string[];
  readonly managerResetTypes: readonly string[];
  readonly bootTargets: readonly string[];
  /** Error messages' registry. */
  readonly baseRegistry: string;
  /** The vendor's own message that it is not ready. */
  readonly notReady: { readonly messageId: string; readonly message: string };
  readonly habits: RedfishHabits;
}

const COMMON_HABITS: RedfishHabits = {
  ejectBody: "any",
  mediaBy: "action",
  insertRefuses: [],
  insertRequires: [],
  insertTaskMs: 0,
  hasBiosTask: false,
  hasBootMode: true,
  hasContinuousBoot: true,
  bootNeeds: [],
  hasBootSettingsObject: false,
  isLockedDuringPost: false,
  powerOnConflictMs: 0,
  resetWhenThere: "taken",
  showsPowerTransitions: true,
  etags: "strong",
  patchAnswer: "resource",
  sessionTimeoutSec: 1800,
  maxSessions: 16,
  pageSize: 50,
  ignoresCase: false,
};

const COMMON_RESETS = ["On", "ForceOff", "GracefulShutdown", "GracefulRestart", "ForceRestart", "Nmi", "PowerCycle"];
const COMMON_TARGETS = ["None", "Pxe", "Hdd", "Cd", "BiosSetup", "UefiHttp", "Usb"];

/** Source: captures of a PowerEdge R750 (iDRAC9 6.00.30) and a ProLiant DL385 Gen10 Plus v2 (iLO 5 2.72). */
export const FLAVOURS: Readonly<Record<RedfishFlavour, FlavourFacts>> = {
  generic: {
    vendor: null,
    product: "Simulated BMC",
    redfishVersion: "1.15.0",
    manufacturer: "Steelyard",
    model: "Simulated Server",
    managerModel: "Simulated BMC",
    managerFirmware: "1.0.0",
    systemId: "1",
    managerId: "1",
    chassisId: "1",
    storageId: "1",
    bios: "Bios",
    nicId: (index) => `NIC.${index + 1}`,
    driveId: (index) => `Disk.${index}`,
    processorId: "CPU.1",
    mediaBelow: "system",
    mediaSlots: [
      { id: "Cd", types: ["CD", "DVD"] },
      { id: "Floppy", types: ["Floppy", "USBStick"] },
    ],
    noImage: null,
    resetTypes: [...COMMON_RESETS, "ForceOn"],
    managerResetTypes: ["GracefulRestart", "ForceRestart"],
    bootTargets: COMMON_TARGETS,
    baseRegistry: "Base.1.13",
    notReady: {
      messageId: "Base.1.13.ServiceTemporarilyUnavailable",
      message: "The service is temporarily unavailable. Retry in 1 seconds.",
    },
    habits: COMMON_HABITS,
  },
  idrac: {
    vendor: "Dell",
    product: "Integrated Dell Remote Access Controller",
    redfishVersion: "1.13.1",
    manufacturer: "Dell Inc.",
    model: "PowerEdge R750",
    managerModel: "15G Monolithic",
    managerFirmware: "6.00.30.00",
    systemId: "System.Embedded.1",
    managerId: "iDRAC.Embedded.1",
    chassisId: "System.Embedded.1",
    storageId: "AHCI.Embedded.1-1",
    bios: "Bios",
    nicId: (index) => `NIC.Embedded.${index + 1}-1-1`,
    driveId: (index) => `Disk.Direct.${index}:AHCI.Embedded.1-1`,
    processorId: "CPU.Socket.1",
    mediaBelow: "system",
    mediaSlots: [
      { id: "1", types: ["CD", "DVD", "USBStick"] },
      { id: "2", types: ["CD", "DVD", "USBStick"] },
    ],
    noImage: null,
    resetTypes: [...COMMON_RESETS, "PushPowerButton"],
    managerResetTypes: ["GracefulRestart"],
    bootTargets: COMMON_TARGETS.filter((target) => target !== "Usb"),
    baseRegistry: "Base.1.12",
    notReady: {
      messageId: "IDRAC.2.8.SYS518",
      message: "iDRAC is currently unable to display any information because data sources are unavailable.",
    },
    habits: {
      ...COMMON_HABITS,
      hasBiosTask: true,
      powerOnConflictMs: 300,
      resetWhenThere: "refused",
      showsPowerTransitions: false,
      patchAnswer: "message",
      maxSessions: 8,
    },
  },
  ilo: {
    vendor: "HPE",
    product: "ProLiant DL385 Gen10 Plus v2",
    redfishVersion: "1.6.0",
    manufacturer: "HPE",
    model: "ProLiant DL385 Gen10 Plus v2",
    managerModel: "iLO 5",
    managerFirmware: "iLO 5 v2.72",
    systemId: "1",
    managerId: "1",
    chassisId: "1",
    storageId: "DE00A000",
    bios: "bios",
    nicId: (index) => `${index + 1}`,
    driveId: (index) => `${index}`,
    processorId: "1",
    mediaBelow: "manager",
    mediaSlots: [
      { id: "1", types: ["Floppy", "USBStick"] },
      { id: "2", types: ["CD", "DVD"] },
    ],
    noImage: "",
    resetTypes: ["On", "ForceOff", "GracefulShutdown", "ForceRestart", "Nmi", "PushPowerButton", "GracefulRestart"],
    managerResetTypes: ["ForceRestart", "GracefulRestart"],
    bootTargets: ["None", "Cd", "Hdd", "Usb", "BiosSetup", "Pxe", "UefiHttp"],
    baseRegistry: "Base.1.4",
    notReady: {
      messageId: "iLO.2.14.ServerManagementSubsystemNotAvailable",
      message: "The server management subsystem is not available.",
    },
    habits: {
      ...COMMON_HABITS,
      ejectBody: "required",
      isLockedDuringPost: true,
      resetWhenThere: "refused",
      showsPowerTransitions: false,
      etags: "weak",
      patchAnswer: "message",
      ignoresCase: true,
      maxSessions: 10,
    },
  },
};
