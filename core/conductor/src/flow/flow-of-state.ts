import type { ConductorConfig, Fault, NetworkPurpose, ProvisionState, StepPhase } from "@steelyard/interfaces";
import type { NodeChanges } from "@steelyard/runtime-interfaces";

/** What the runner needs to know of the flow a node is in. */
export interface FlowOfState {
  readonly name: "verify" | "clean" | "inspect" | "deploy" | "delete" | "adopt" | "rescue" | "unrescue" | "service";
  readonly states: readonly ProvisionState[];
  /** Wording of failures: "Failed to <label>". */
  readonly label: string;
  readonly phase?: StepPhase;
  /** The column that shows the running step. */
  readonly stepField?: "cleanStep" | "deployStep" | "serviceStep";
  readonly callbackTimeout?: (config: ConductorConfig) => number;
  /** Set with maintenance when a step failed. */
  readonly fault?: Fault;
  /** Internal steps that clean up after a failure. */
  readonly cleanUp: readonly string[];
  readonly eventType: string;
  readonly network?: NetworkPurpose;
}

/** One row per flow. Source: Ironic `ironic.conductor.{verify,cleaning,inspection,deployments,servicing}`. */
export const FLOW_TABLE: readonly FlowOfState[] = [
  {
    name: "verify",
    states: ["verifying"],
    label: "verify the node",
    phase: "verify",
    cleanUp: [],
    eventType: "verify",
  },
  {
    name: "clean",
    states: ["cleaning", "clean wait", "clean hold", "clean failed"],
    label: "clean the node",
    phase: "clean",
    stepField: "cleanStep",
    callbackTimeout: (config) => config.cleanCallbackTimeout,
    fault: "clean failure",
    cleanUp: ["clean.fail"],
    eventType: "cleaning",
  },
  {
    name: "inspect",
    states: ["inspecting", "inspect wait", "inspect failed"],
    label: "inspect the node",
    callbackTimeout: (config) => config.inspectWaitTimeout,
    cleanUp: ["inspect.fail"],
    eventType: "introspection",
  },
  {
    name: "deploy",
    states: ["deploying", "wait call-back", "deploy hold", "deploy failed"],
    label: "deploy the node",
    phase: "deploy",
    stepField: "deployStep",
    callbackTimeout: (config) => config.deployCallbackTimeout,
    cleanUp: ["deploy.fail"],
    eventType: "provisioning",
  },
  { name: "delete", states: ["deleting", "error"], label: "tear the node down", cleanUp: [], eventType: "unprovision" },
  { name: "adopt", states: ["adopting", "adopt failed"], label: "adopt the node", cleanUp: [], eventType: "adoption" },
  {
    name: "rescue",
    states: ["rescuing", "rescue wait", "rescue failed"],
    label: "rescue the node",
    callbackTimeout: (config) => config.rescueCallbackTimeout,
    cleanUp: ["rescue.fail"],
    eventType: "rescue",
  },
  {
    name: "unrescue",
    states: ["unrescuing", "unrescue failed"],
    label: "unrescue the node",
    cleanUp: [],
    eventType: "rescue",
  },
  {
    name: "service",
    states: ["servicing", "service wait", "service hold", "service failed"],
    label: "service the node",
    phase: "service",
    stepField: "serviceStep",
    callbackTimeout: (config) => config.serviceCallbackTimeout,
    fault: "service failure",
    cleanUp: ["service.fail"],
    eventType: "servicing",
  },
];

const BY_STATE = new Map(FLOW_TABLE.flatMap((flow) => flow.states.map((state) => [state, flow] as const)));

/** The flow a state belongs to; undefined for idle states. */
export function flowOf(state: ProvisionState): FlowOfState | undefined {
  return BY_STATE.get(state);
}

/** The columns that show `step` as running in `flow`; nothing for a flow that shows none. */
export function shownStep(
  flow: FlowOfState | undefined,
  step: { readonly [key: string]: unknown },
): Pick<NodeChanges, "cleanStep" | "deployStep" | "serviceStep"> {
  return flow?.stepField === undefined ? {} : { [flow.stepField]: step };
}
