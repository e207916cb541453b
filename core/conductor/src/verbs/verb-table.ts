import type { InterfaceType, JsonObject, Node, NodeSubject } from "@steelyard/interfaces";
import type { ActionCall, NodeChanges, ProvisionRequest, ProvisionVerb } from "@steelyard/runtime-interfaces";
import { RequestError } from "@steelyard/runtime-interfaces";
import { planDeploy } from "@steelyard/steps";
import type { ConductorParts } from "../conductor-options.js";
import { checkTraits } from "../flow/deploy-steps.js";
import { interfaceSteps } from "../flow/offered-steps.js";

/** How a provision verb is accepted. */
export interface VerbRow {
  /** The work behind it; absent where the state change is all there is. */
  readonly call?: ActionCall;
  /** Refused for a node in maintenance. */
  readonly isBlockedByMaintenance?: true;
  /** Refused for a protected node. */
  readonly isBlockedByProtection?: true;
  /** Interfaces that must be valid before it is accepted. */
  readonly validates?: readonly InterfaceType[];
  /** Counted against this limit of concurrent work. */
  readonly limit?: "deploy" | "clean";
  readonly check?: (parts: ConductorParts, subject: NodeSubject, request: ProvisionRequest) => void;
  /** Columns that change with the acceptance. */
  readonly changes?: (node: Node, request: ProvisionRequest) => NodeChanges;
  /** Arguments of the action. */
  readonly args?: (request: ProvisionRequest) => JsonObject;
}

const stepsOf = (steps: ProvisionRequest["cleanSteps"]): JsonObject =>
  steps === undefined ? {} : { steps: steps as unknown as JsonObject[] };

const ramdiskOf = (request: ProvisionRequest): JsonObject =>
  request.disableRamdisk === undefined ? {} : { disable_ramdisk: request.disableRamdisk };

const deploy: VerbRow = {
  call: "deploy",
  isBlockedByMaintenance: true,
  validates: ["power", "deploy"],
  limit: "deploy",
  check: (parts, { node }, request) => {
    checkTraits(node);
    planDeploy(interfaceSteps(parts.hardware, node, "deploy"), request.deploySteps ?? [], { isAgentKnown: false });
  },
  changes: (_node, { configdrive }) =>
    configdrive === undefined ? {} : { merge: { instanceInfo: { set: { configdrive } } } },
  args: ({ deploySteps }) => stepsOf(deploySteps),
};

const undeploy: VerbRow = { call: "undeploy", isBlockedByProtection: true, limit: "clean" };

/**
 * The verbs that start work, as rows; `abort` and `unhold` steer work that is there.
 * Source: reference "States" §3; Ironic `ironic.conductor.manager.do_provisioning_action`.
 */
export const VERB_ROWS: Readonly<Record<Exclude<ProvisionVerb, "abort" | "unhold">, VerbRow>> = {
  active: deploy,
  deploy,
  rebuild: { ...deploy, call: "rebuild", isBlockedByProtection: true },
  deleted: undeploy,
  undeploy,
  manage: { call: "verify" },
  provide: {
    call: "provide",
    limit: "clean",
    check: (parts, { node }) => {
      if (node.retired)
        throw new RequestError("INVALID_STATE", `Node ${node.uuid} is retired and can not be made available.`);
      if (node.maintenance && !parts.config.conductor.allowProvisioningInMaintenance)
        throw new RequestError("IN_MAINTENANCE", `Node ${node.uuid} is in maintenance.`);
    },
  },
  inspect: { call: "inspect", validates: ["power", "inspect"] },
  clean: {
    call: "clean",
    isBlockedByMaintenance: true,
    validates: ["power", "network"],
    limit: "clean",
    args: (request) => ({ ...stepsOf(request.cleanSteps), ...ramdiskOf(request) }),
  },
  adopt: { call: "adopt" },
  rescue: {
    call: "rescue",
    isBlockedByMaintenance: true,
    validates: ["power", "rescue", "network"],
    changes: (_node, { rescuePassword }) =>
      rescuePassword === undefined ? {} : { merge: { instanceInfo: { set: { rescue_password: rescuePassword } } } },
  },
  unrescue: { call: "unrescue", isBlockedByMaintenance: true },
  service: {
    call: "service",
    isBlockedByMaintenance: true,
    validates: ["power", "network"],
    args: (request) => ({ ...stepsOf(request.serviceSteps), ...ramdiskOf(request) }),
  },
};
