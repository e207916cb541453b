import { randomUUID } from "node:crypto";
import {
  type BiosSetting,
  DriverError,
  INTERFACE_TYPES,
  type InterfaceNames,
  type JsonObject,
  type Node,
  type ProvisionState,
} from "@steelyard/interfaces";
import {
  type ConductorService,
  type MachineSetting,
  type ProvisionRequest,
  RequestError,
  type Store,
} from "@steelyard/runtime-interfaces";
import { HARDWARE_TABLE } from "./hardware-table.js";

const ENDS: Readonly<Record<string, ProvisionState>> = {
  manage: "manageable",
  provide: "available",
  inspect: "manageable",
  active: "active",
  deploy: "active",
  rebuild: "active",
  deleted: "available",
  undeploy: "available",
  adopt: "active",
  rescue: "rescue",
  unrescue: "active",
};
const NEEDS_RAMDISK = new Set(["factory_reset", "apply_configuration"]);
const STEPS = new Set(["factory_reset", "apply_configuration", "cache_bios_settings"]);

function cleanFault(request: ProvisionRequest): string | undefined {
  for (const { step, args } of request.cleanSteps ?? []) {
    if (!STEPS.has(step)) return `Unknown clean step ${step}.`;
    if (request.disableRamdisk && NEEDS_RAMDISK.has(step)) return `Step ${step} needs the ramdisk.`;
    if (step === "apply_configuration" && args?.["settings"] === undefined) return "Missing argument settings.";
  }
  return undefined;
}

function resolve(driver: string, wanted: Partial<InterfaceNames>): InterfaceNames {
  const type = HARDWARE_TABLE.find(({ name }) => name === driver);
  if (type === undefined) throw new RequestError("INVALID", `Unknown driver ${driver}.`);
  return Object.fromEntries(
    INTERFACE_TYPES.map((kind) => {
      const name = wanted[kind] ?? type.defaults[kind];
      if (name !== null && !type.interfaces[kind].includes(name))
        throw new RequestError("INVALID", `Interface ${kind} ${name} is not enabled for ${driver}.`);
      return [kind, name];
    }),
  ) as InterfaceNames;
}

/** What a conductor was asked, in order. */
export interface Asked {
  readonly call: string;
  readonly args: readonly unknown[];
}

/**
 * A conductor whose machines obey at once. It remembers what it was asked.
 * Nodes with deploy interface `direct` stop in `clean wait`, as they would until an agent calls.
 */
export function createScriptedConductor(
  store: () => Store,
  hostname: string,
): ConductorService & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const note = (call: string, ...args: readonly unknown[]) => void asked.push({ call, args });
  const save = (uuid: string, changes: object) => store().nodes.update(uuid, changes, { kind: "none" });
  const get = (uuid: string) => store().nodes.get({ uuid });

  async function finish(node: Node, request: ProvisionRequest): Promise<void> {
    const { verb } = request;
    const end = { targetProvisionState: null, lastError: null };
    if (verb === "provide" && node.retired) throw new RequestError("INVALID_STATE", "Node is retired.");
    if (verb === "provide" && node.interfaces.deploy === "direct" && node.driver === "fake-hardware") {
      await save(node.uuid, { provisionState: "clean wait", targetProvisionState: "available" });
    } else if (verb === "clean") {
      const fault = cleanFault(request);
      if (fault !== undefined) {
        await save(node.uuid, { provisionState: "clean failed", targetProvisionState: "manageable", lastError: fault });
        await store().history.add({
          nodeUuid: node.uuid,
          severity: "ERROR",
          eventType: "cleaning",
          event: fault,
          conductor: hostname,
        });
        return;
      }
      for (const { step, args } of request.cleanSteps ?? []) {
        if (step === "factory_reset") await store().nodeData.saveBiosSettings(node.uuid, []);
        if (step === "apply_configuration")
          await store().nodeData.saveBiosSettings(node.uuid, args?.["settings"] as unknown as BiosSetting[]);
      }
      await save(node.uuid, { provisionState: "manageable", ...end });
    } else {
      const state =
        verb === "deleted" || verb === "undeploy" ? (node.retired ? "manageable" : "available") : ENDS[verb];
      const keepsError = verb === "manage" && node.provisionState === "clean failed";
      const wiped = verb === "deleted" || verb === "undeploy" ? { instanceInfo: {}, instanceUuid: null } : {};
      const drive =
        request.configdrive === undefined
          ? {}
          : { instanceInfo: { ...node.instanceInfo, configdrive: request.configdrive } };
      const rescue =
        request.rescuePassword === undefined
          ? {}
          : {
              instanceInfo: {
                ...node.instanceInfo,
                rescue_password: request.rescuePassword,
                hashed_rescue_password: "x",
              },
            };
      const inspected = verb === "inspect" ? { inspectionFinishedAt: new Date().toISOString() } : {};
      await save(node.uuid, {
        provisionState: state,
        ...end,
        ...(keepsError ? { lastError: node.lastError } : {}),
        ...wiped,
        ...drive,
        ...rescue,
        ...inspected,
      });
    }
  }

  const service = {
    asked,
    hostname,
    hardwareTypes: () => HARDWARE_TABLE,
    resolveInterfaces: resolve,
    driverProperties: () => ({ deploy_kernel: "URL of the kernel.", deploy_ramdisk: "URL of the ramdisk." }),
    raidLogicalDiskProperties: () =>
      Object.fromEntries(
        [
          "raid_level",
          "size_gb",
          "volume_name",
          "is_root_volume",
          "share_physical_disks",
          "disk_type",
          "interface_type",
          "number_of_physical_disks",
          "controller",
          "physical_disks",
        ].map((name) => [name, `What ${name} means.`]),
      ),
    ownerOf: async ({ conductorGroup }: { conductorGroup: string }) => (conductorGroup === "" ? hostname : null),
    validate: async () => Object.fromEntries(INTERFACE_TYPES.map((type) => [type, { result: true }])),
    provision: async (uuid: string, request: ProvisionRequest) => {
      note("provision", uuid, request);
      const node = await get(uuid);
      if (node.protected && ["deleted", "undeploy", "rebuild"].includes(request.verb))
        throw new RequestError("NOT_ALLOWED", "Node is protected.");
      if (node.maintenance && ["deploy", "clean", "service", "rescue", "unrescue"].includes(request.verb))
        throw new RequestError("IN_MAINTENANCE", "Node is in maintenance.");
      await finish(node, request);
    },
    power: async (uuid: string, target: string, options: object) => {
      note("power", uuid, target, options);
      await save(uuid, { powerState: target.endsWith("off") ? "power off" : "power on" });
    },
    changeSetting: async (uuid: string, { setting, value }: MachineSetting) => {
      note("changeSetting", uuid, setting, value);
      const column = { console: "consoleEnabled", "boot-mode": "bootMode", "secure-boot": "secureBoot" }[setting];
      await save(uuid, { [column]: value });
    },
    getConsole: async (uuid: string) =>
      (await get(uuid)).consoleEnabled ? { type: "socat", url: "tcp://127.0.0.1:10001" } : null,
    setMaintenance: async (uuid: string, on: boolean, reason: string | null) => {
      note("setMaintenance", uuid, on, reason);
      await save(uuid, { maintenance: on, maintenanceReason: reason, ...(on ? {} : { fault: null }) });
    },
    setTargetRaidConfig: async (uuid: string, config: JsonObject) =>
      void (await save(uuid, { targetRaidConfig: config })),
    deleteNode: async (uuid: string) => {
      const node = await get(uuid);
      if (!node.maintenance && !["enroll", "manageable", "available", "adopt failed"].includes(node.provisionState))
        throw new RequestError("CONFLICT", `Node can not be deleted in ${node.provisionState}.`);
      await store().nodes.delete(uuid, { kind: "none" });
    },
    getBootDevice: async () => ({ bootDevice: "pxe", persistent: false }),
    setBootDevice: async (...args: readonly unknown[]) => note("setBootDevice", ...args.slice(0, 3)),
    getSupportedBootDevices: async () => ["pxe", "disk"],
    injectNmi: async (uuid: string) => note("injectNmi", uuid),
    getSupportedIndicators: async () => ({ chassis: { id: { readonly: false, states: ["on", "off"] } } }),
    getIndicatorState: async (_uuid: string, component: string, indicator: string) => {
      if (component !== "chassis" || indicator !== "id")
        throw new DriverError("INVALID_PARAMETER", { reason: `There is no indicator ${indicator}@${component}.` });
      return "off";
    },
    setIndicatorState: async (...args: readonly unknown[]) => note("setIndicatorState", ...args.slice(0, 4)),
    vendorMethods: async () => ({
      first: {
        description: "First.",
        httpMethods: ["POST"],
        isAsync: true,
        requiresExclusiveLock: true,
        isIdempotent: false,
      },
    }),
    vendorPassthru: async (_uuid: string, method: string, verb: string, args: JsonObject) => {
      if (method !== "first" || verb !== "POST")
        throw new RequestError("INVALID", `No vendor method ${method} for ${verb}.`);
      note("vendorPassthru", method, args);
      return { isAsync: true };
    },
    driverVendorMethods: () => ({}),
    driverVendorPassthru: async (driver: string, method: string) => {
      throw new RequestError("INVALID", `${driver} has no vendor method ${method}.`);
    },
    lookup: async ({ addresses, nodeUuid }: { addresses: readonly string[]; nodeUuid?: string }) => {
      const node =
        nodeUuid === undefined
          ? await store().nodes.findByAddresses(addresses)
          : await store().nodes.find({ uuid: nodeUuid });
      if (node?.provisionState !== "clean wait") throw new RequestError("NOT_FOUND", "");
      const token = randomUUID() + randomUUID();
      const updated = await save(node.uuid, {
        driverInternalInfo: { ...node.driverInternalInfo, agent_secret_token: token },
      });
      return { node: updated, config: { agent_token: token, heartbeat_timeout: 300 } };
    },
    heartbeat: async (
      { uuid }: { uuid: string },
      beat: { callbackUrl: string; agentToken: string; agentVersion: string },
    ) => {
      const node = await get(uuid);
      const info = node.driverInternalInfo;
      if (info["agent_secret_token"] !== beat.agentToken) throw new RequestError("INVALID", "Invalid agent token.");
      if (info["agent_url"] !== undefined && info["agent_url"] !== beat.callbackUrl)
        throw new RequestError("INVALID", "The callback URL changed.");
      if (beat.agentVersion === null) throw new RequestError("INVALID", "agent_version is missing.");
      await save(uuid, {
        driverInternalInfo: {
          ...info,
          agent_url: beat.callbackUrl,
          agent_version: beat.agentVersion,
          agent_last_heartbeat: new Date().toISOString(),
        },
      });
    },
  };
  return service as unknown as ConductorService & { readonly asked: Asked[] };
}
