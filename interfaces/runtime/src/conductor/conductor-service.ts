import {
  type BootDevice,
  type BootDeviceSetting,
  type BootMode,
  type ConsoleAccess,
  type IndicatorComponent,
  type IndicatorState,
  type InterfaceNames,
  type InterfaceType,
  type JsonObject,
  type JsonValue,
  type ManagementInterface,
  type Node,
  type PowerTarget,
  type Token,
  token,
  type VendorMethod,
} from "@steelyard/interfaces";
import type { ServedHardwareType } from "../store/conductor-store.js";

/** The targets of `PUT /v1/nodes/{node}/states/provision`. Source: Ironic `ironic.common.states.VERBS`. @public */
export const PROVISION_VERBS = [
  "active",
  "deploy",
  "rebuild",
  "deleted",
  "undeploy",
  "manage",
  "provide",
  "inspect",
  "abort",
  "clean",
  "adopt",
  "rescue",
  "unrescue",
  "unhold",
  "service",
] as const;

/** @public */
export type ProvisionVerb = (typeof PROVISION_VERBS)[number];

/** A step as a user names it. @public */
export interface UserStep {
  readonly interface: string;
  readonly step: string;
  readonly args?: JsonObject;
  readonly priority?: number;
}

/** What a provision request says; fields that do not belong to the verb were refused before. @public */
export interface ProvisionRequest {
  readonly verb: ProvisionVerb;
  /** A string (base64 ISO or URL) or an object. */
  readonly configdrive?: JsonValue;
  readonly cleanSteps?: readonly UserStep[];
  readonly deploySteps?: readonly UserStep[];
  readonly serviceSteps?: readonly UserStep[];
  readonly disableRamdisk?: boolean;
  readonly rescuePassword?: string;
  readonly requestId?: string;
}

/** The verdict on one interface; `result` null: not supported by the driver. @public */
export interface InterfaceVerdict {
  readonly result: boolean | null;
  readonly reason?: string;
}

/** What an agent says in a heartbeat. @public */
export interface Heartbeat {
  readonly callbackUrl: string;
  readonly agentVersion: string | null;
  readonly agentToken: string | null;
  readonly agentVerifyCa: string | null;
  readonly agentStatus: string | null;
  readonly agentStatusMessage: string | null;
}

/** What `PUT /v1/nodes/{node}/states/{console,boot_mode,secure_boot}` asks for. @public */
export type MachineSetting =
  | { readonly setting: "console"; readonly value: boolean }
  | { readonly setting: "boot-mode"; readonly value: BootMode }
  | { readonly setting: "secure-boot"; readonly value: boolean };

/**
 * What the API asks of the conductor. Refusals are RequestErrors; a BMC's failure is a DriverError.
 *
 * @remarks Source: Ironic `ironic.conductor.rpcapi`.
 * @public
 */
export interface ConductorService {
  readonly hostname: string;
  /** Hardware types with their enabled interfaces, of this process. */
  hardwareTypes(): readonly ServedHardwareType[];
  /**
   * Checks a driver and its interfaces and fills in defaults.
   * @throws RequestError `INVALID` for an unknown driver (naming the enabled ones), an interface that is not enabled or not supported
   */
  resolveInterfaces(driver: string, wanted: Partial<InterfaceNames>): InterfaceNames;
  /** Option name → description over all interfaces of a hardware type. */
  driverProperties(driver: string): Readonly<Record<string, string>>;
  raidLogicalDiskProperties(driver: string): Readonly<Record<string, string>>;
  /** Owner by the ring; null when no live conductor serves the node. */
  ownerOf(node: Pick<Node, "uuid" | "driver" | "conductorGroup" | "shard">): Promise<string | null>;
  /** Runs `validate` of each interface. No I/O towards BMCs. */
  validate(node: Node): Promise<Readonly<Record<InterfaceType, InterfaceVerdict>>>;

  /** Validates, then accepts in one transaction: state moved, action row, reservation. Resolves when it is committed. */
  provision(nodeUuid: string, request: ProvisionRequest): Promise<void>;
  power(
    nodeUuid: string,
    target: PowerTarget,
    options: { readonly timeoutSec?: number; readonly requestId?: string },
  ): Promise<void>;
  /**
   * Validates, then accepts in one transaction as a power request; a console that is as asked already stays, without an action.
   * What goes wrong later stands in `last_error`.
   */
  changeSetting(nodeUuid: string, change: MachineSetting, options: { readonly requestId?: string }): Promise<void>;
  /** Where the console is reached; null when it is not enabled. */
  getConsole(nodeUuid: string, signal: AbortSignal): Promise<ConsoleAccess | null>;
  setMaintenance(nodeUuid: string, on: boolean, reason: string | null): Promise<void>;
  setTargetRaidConfig(nodeUuid: string, config: JsonObject): Promise<void>;
  /** Deletes a node whose state allows it; detaches what hangs on it. */
  deleteNode(nodeUuid: string): Promise<void>;

  getBootDevice(nodeUuid: string, signal: AbortSignal): Promise<BootDeviceSetting>;
  setBootDevice(nodeUuid: string, device: BootDevice, persistent: boolean, signal: AbortSignal): Promise<void>;
  getSupportedBootDevices(nodeUuid: string, signal: AbortSignal): Promise<readonly BootDevice[]>;
  injectNmi(nodeUuid: string, signal: AbortSignal): Promise<void>;
  getSupportedIndicators(
    nodeUuid: string,
    signal: AbortSignal,
  ): ReturnType<ManagementInterface["getSupportedIndicators"]>;
  getIndicatorState(
    nodeUuid: string,
    component: IndicatorComponent,
    indicator: string,
    signal: AbortSignal,
  ): Promise<IndicatorState>;
  setIndicatorState(
    nodeUuid: string,
    component: IndicatorComponent,
    indicator: string,
    state: IndicatorState,
    signal: AbortSignal,
  ): Promise<void>;
  vendorMethods(nodeUuid: string): Promise<Readonly<Record<string, VendorMethod>>>;
  /** An asynchronous method answers undefined. */
  vendorPassthru(
    nodeUuid: string,
    method: string,
    httpMethod: string,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly isAsync: boolean; readonly value?: JsonValue }>;
  driverVendorMethods(driver: string): Readonly<Record<string, VendorMethod>>;
  driverVendorPassthru(
    driver: string,
    method: string,
    httpMethod: string,
    args: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly isAsync: boolean; readonly value?: JsonValue }>;

  /**
   * Finds the node of an agent and answers it with its token: a new one when it has none, asterisks when one was handed out.
   * @throws RequestError `NOT_FOUND` without a detail; `NODE_LOCKED`
   */
  lookup(query: {
    readonly addresses: readonly string[];
    readonly nodeUuid?: string;
  }): Promise<{ readonly node: Node; readonly config: JsonObject }>;
  /** @throws RequestError `INVALID` for a wrong token or callback URL, `CONFLICT` when the agent should call again */
  heartbeat(nodeIdent: { readonly uuid: string } | { readonly name: string }, heartbeat: Heartbeat): Promise<void>;
}

/** @public */
export const CONDUCTOR: Token<ConductorService> = token("runtime/conductor");
