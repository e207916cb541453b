import { aTask, type NodeFields, type TestTask } from "@steelyard/driver-contract";
import type { HardwareInterfaces, JsonObject, JsonValue } from "@steelyard/interfaces";
import { configDefaults } from "@steelyard/interfaces";
import { createRedfishPool, type RedfishClock } from "@steelyard/redfish-client";
import { onTestFinished } from "vitest";
import { RedfishAccess } from "../access/redfish-access.js";
import { REDFISH_CONFIG } from "../config/redfish-config.js";
import { errorBody, ScriptedBmc, type Seen } from "./scripted-bmc.test.support.js";

export const SYSTEM = "/redfish/v1/Systems/1";
export const MANAGER = "/redfish/v1/Managers/1";
export const CD = `${MANAGER}/VirtualMedia/2`;
export const USB = `${MANAGER}/VirtualMedia/1`;
export const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;

const link = (path: string): JsonObject => ({ "@odata.id": path });
const collection = (...paths: string[]): JsonObject => ({ Members: paths.map(link) });

/** The slot of a service with both actions. */
export function slot(path: string, mediaTypes: readonly string[], more: JsonObject = {}): JsonObject {
  return {
    "@odata.id": path,
    Id: path.split("/").pop() ?? "",
    MediaTypes: [...mediaTypes],
    Inserted: false,
    Image: null,
    Actions: {
      "#VirtualMedia.InsertMedia": { target: `${path}/Actions/VirtualMedia.InsertMedia` },
      "#VirtualMedia.EjectMedia": { target: `${path}/Actions/VirtualMedia.EjectMedia` },
    },
    ...more,
  };
}

/** A machine with one of everything, off, in UEFI mode. */
export function machineTree(): Record<string, JsonObject> {
  return {
    "/redfish/v1": {
      "@odata.id": "/redfish/v1/",
      RedfishVersion: "1.15.0",
      Systems: link("/redfish/v1/Systems"),
      Managers: link("/redfish/v1/Managers"),
      Chassis: link("/redfish/v1/Chassis"),
      EventService: link("/redfish/v1/EventService"),
      Links: { Sessions: link("/redfish/v1/SessionService/Sessions") },
    },
    "/redfish/v1/Systems": collection(SYSTEM),
    [SYSTEM]: {
      "@odata.id": SYSTEM,
      Id: "1",
      Manufacturer: "Acme",
      Model: "A1",
      SerialNumber: "S1",
      UUID: "38947555-7742-3448-3784-823347823834",
      PowerState: "Off",
      IndicatorLED: "Off",
      Status: { State: "Enabled", Health: "OK" },
      Boot: {
        BootSourceOverrideEnabled: "Disabled",
        BootSourceOverrideTarget: "None",
        BootSourceOverrideMode: "UEFI",
        "BootSourceOverrideTarget@Redfish.AllowableValues": ["None", "Pxe", "Hdd", "Cd", "BiosSetup"],
      },
      SecureBoot: link(`${SYSTEM}/SecureBoot`),
      EthernetInterfaces: link(`${SYSTEM}/EthernetInterfaces`),
      Storage: link(`${SYSTEM}/Storage`),
      Links: { Chassis: [link("/redfish/v1/Chassis/1")], ManagedBy: [link(MANAGER)] },
      Actions: {
        "#ComputerSystem.Reset": {
          target: RESET,
          "ResetType@Redfish.AllowableValues": [
            "On",
            "ForceOff",
            "GracefulShutdown",
            "GracefulRestart",
            "ForceRestart",
            "Nmi",
          ],
        },
      },
    },
    [`${SYSTEM}/SecureBoot`]: {
      Id: "SecureBoot",
      SecureBootEnable: false,
      SecureBootCurrentBoot: "Disabled",
      Actions: {
        "#SecureBoot.ResetKeys": {
          target: `${SYSTEM}/SecureBoot/Actions/SecureBoot.ResetKeys`,
          "ResetKeysType@Redfish.AllowableValues": ["ResetAllKeysToDefault", "DeleteAllKeys"],
        },
      },
    },
    [`${SYSTEM}/EthernetInterfaces`]: collection(`${SYSTEM}/EthernetInterfaces/1`, `${SYSTEM}/EthernetInterfaces/2`),
    [`${SYSTEM}/EthernetInterfaces/1`]: { Id: "1", MACAddress: "52:54:00:AA:BB:01", Status: { State: "Enabled" } },
    [`${SYSTEM}/EthernetInterfaces/2`]: { Id: "2", MACAddress: "52-54-00-AA-BB-02", Status: { State: "Disabled" } },
    [`${SYSTEM}/Storage`]: collection(`${SYSTEM}/Storage/S`),
    [`${SYSTEM}/Storage/S`]: { Id: "S", Name: "Controller", Drives: [link(`${SYSTEM}/Storage/S/Drives/D0`)] },
    [`${SYSTEM}/Storage/S/Drives/D0`]: {
      "@odata.id": `${SYSTEM}/Storage/S/Drives/D0`,
      Id: "D0",
      Name: "Disk 0",
      CapacityBytes: 480_000_000_000,
      IndicatorLED: "Off",
      Status: { Health: "OK" },
    },
    "/redfish/v1/Chassis": collection("/redfish/v1/Chassis/1"),
    "/redfish/v1/Chassis/1": {
      Id: "1",
      LocationIndicatorActive: false,
      Thermal: link("/redfish/v1/Chassis/1/Thermal"),
      Power: link("/redfish/v1/Chassis/1/Power"),
    },
    "/redfish/v1/Chassis/1/Thermal": {
      Fans: [{ MemberId: "0", Name: "Fan 1", Reading: 51, ReadingUnits: "Percent", Status: { State: "Enabled" } }],
      Temperatures: [{ MemberId: "0", Name: "Inlet", ReadingCelsius: 21, Status: { State: "Enabled", Health: "OK" } }],
    },
    "/redfish/v1/Chassis/1/Power": {
      Id: "Power",
      PowerSupplies: [{ MemberId: "0", PowerCapacityWatts: 800, LastPowerOutputWatts: 120, Status: { Health: "OK" } }],
    },
    "/redfish/v1/Managers": collection(MANAGER),
    [MANAGER]: {
      Id: "1",
      ManagerType: "BMC",
      FirmwareVersion: "1.0",
      DateTime: "2026-01-01T00:00:00+00:00",
      VirtualMedia: link(`${MANAGER}/VirtualMedia`),
    },
    [`${MANAGER}/VirtualMedia`]: collection(USB, CD),
    [USB]: slot(USB, ["Floppy", "USBStick"]),
    [CD]: slot(CD, ["CD", "DVD"]),
  };
}

/** What a test has of a machine: its BMC, a task over its node, and the way between them. */
export interface Bench {
  readonly bmc: ScriptedBmc;
  readonly access: RedfishAccess;
  readonly task: TestTask;
  /** Pauses that the driver asked for, in milliseconds. */
  readonly pauses: number[];
  close(): Promise<void>;
}

/** A machine whose drives and power switch work, and a task that reaches it. */
export async function startBench(
  options: {
    readonly tree?: Record<string, JsonObject>;
    readonly node?: NodeFields;
    readonly interfaces?: Partial<HardwareInterfaces>;
  } = {},
): Promise<Bench> {
  const bmc = await ScriptedBmc.start({ ...machineTree(), ...options.tree });
  wire(bmc);
  const pool = createRedfishPool({ clock: LEAPING, warn: () => undefined });
  const pauses: number[] = [];
  const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    pauses.push(ms);
  };
  const { driverInfo, ...fields } = options.node ?? {};
  return {
    bmc,
    access: new RedfishAccess(pool, configDefaults(REDFISH_CONFIG), { sleep }),
    task: aTask({
      node: {
        driver: "redfish",
        ...fields,
        driverInfo: {
          redfish_address: bmc.url,
          redfish_username: "admin",
          redfish_password: "correct horse",
          ...driverInfo,
        },
      },
      interfaces: options.interfaces ?? {},
    }),
    pauses,
    close: async () => {
      await bmc.close();
      await pool.close({ deadlineMs: 1 });
    },
  };
}

/** {@link startBench}, closed at the end of the test. */
export async function bench(options: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  const started = await startBench(options);
  onTestFinished(() => started.close());
  return started;
}

/** Repeats are not waited for. */
const LEAPING: RedfishClock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  sleep: async (_ms, signal) => signal.throwIfAborted(),
};

/** Which state a reset leads to. */
const STATE_AFTER: Readonly<Record<string, string>> = {
  On: "On",
  ForceOn: "On",
  ForceRestart: "On",
  GracefulRestart: "On",
  ForceOff: "Off",
  GracefulShutdown: "Off",
};

/** Lets actions take effect. */
function wire(bmc: ScriptedBmc): void {
  bmc.on(`POST ${RESET}`, ({ json }) => {
    const state = STATE_AFTER[String((json as JsonObject)["ResetType"])];
    if (state !== undefined) bmc.set(SYSTEM, { PowerState: state });
    return { status: 204 };
  });
  bmc.on(`POST ${SYSTEM}/SecureBoot/Actions/SecureBoot.ResetKeys`, { status: 204 });
  for (const [path, body] of bmc.tree) {
    if (body["MediaTypes"] !== undefined) wireSlot(bmc, path);
  }
}

/** Lets a slot's actions take effect; as on real BMCs, an empty drive refuses to be emptied and a full one to be filled. */
export function wireSlot(bmc: ScriptedBmc, path: string): void {
  const isInserted = (): boolean => bmc.tree.get(path)?.["Inserted"] === true;
  bmc.on(`POST ${path}/Actions/VirtualMedia.InsertMedia`, ({ json }: Seen) => {
    if (isInserted()) return { status: 409, json: errorBody("Base.1.8.ResourceInUse") };
    bmc.set(path, { Inserted: true, Image: (json as Record<string, JsonValue>)["Image"] ?? null });
    return { status: 204 };
  });
  bmc.on(`POST ${path}/Actions/VirtualMedia.EjectMedia`, () => {
    if (!isInserted()) return { status: 400, json: errorBody("Base.1.8.NoMediaInserted") };
    bmc.set(path, { Inserted: false, Image: null });
    return { status: 204 };
  });
}
