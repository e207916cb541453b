/** How vendors lay out the same things. @public */
export type RedfishFlavour = "generic" | "idrac" | "ilo";

/** The ids and habits of a flavour, as captures of such BMCs show them. */
export interface FlavourFacts {
  readonly vendor: string;
  readonly product: string;
  readonly redfishVersion: string;
  readonly systemId: string;
  readonly managerId: string;
  readonly chassisId: string;
  /** Where the slots are. */
  readonly mediaBelow: "system" | "manager";
  readonly mediaSlots: readonly { readonly id: string; readonly types: readonly string[] }[];
  readonly resetTypes: readonly string[];
  readonly bootTargets: readonly string[];
  /** Error messages' registry. */
  readonly baseRegistry: string;
}

const COMMON_RESETS = ["On", "ForceOff", "GracefulShutdown", "GracefulRestart", "ForceRestart", "Nmi", "PowerCycle"];
const COMMON_TARGETS = ["None", "Pxe", "Hdd", "Cd", "BiosSetup", "UefiHttp", "Usb"];

export const FLAVOURS: Readonly<Record<RedfishFlavour, FlavourFacts>> = {
  generic: {
    vendor: "Steelyard",
    product: "Simulated BMC",
    redfishVersion: "1.15.0",
    systemId: "1",
    managerId: "1",
    chassisId: "1",
    mediaBelow: "system",
    mediaSlots: [
      { id: "Cd", types: ["CD", "DVD"] },
      { id: "Floppy", types: ["Floppy", "USBStick"] },
    ],
    resetTypes: COMMON_RESETS,
    bootTargets: COMMON_TARGETS,
    baseRegistry: "Base.1.13",
  },
  idrac: {
    vendor: "Dell",
    product: "Integrated Dell Remote Access Controller",
    redfishVersion: "1.11.0",
    systemId: "System.Embedded.1",
    managerId: "iDRAC.Embedded.1",
    chassisId: "System.Embedded.1",
    mediaBelow: "manager",
    mediaSlots: [
      { id: "RemovableDisk", types: ["USBStick"] },
      { id: "CD", types: ["CD", "DVD"] },
    ],
    resetTypes: [...COMMON_RESETS, "PushPowerButton"],
    bootTargets: [...COMMON_TARGETS, "SDCard", "UefiTarget", "Floppy"],
    baseRegistry: "Base.1.8",
  },
  ilo: {
    vendor: "HPE",
    product: "ProLiant DL360 Gen10",
    redfishVersion: "1.13.0",
    systemId: "1",
    managerId: "1",
    chassisId: "1",
    mediaBelow: "manager",
    mediaSlots: [
      { id: "1", types: ["Floppy", "USBStick"] },
      { id: "2", types: ["CD", "DVD"] },
    ],
    resetTypes: ["On", "ForceOff", "GracefulShutdown", "ForceRestart", "Nmi", "PushPowerButton", "GracefulRestart"],
    bootTargets: COMMON_TARGETS,
    baseRegistry: "Base.1.4",
  },
};
