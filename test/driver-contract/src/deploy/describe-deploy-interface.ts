import { STEP_PHASES, type StepOutcome } from "@steelyard/interfaces";
import { attempt, valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeNames, mustBeOutcome, mustBeUnique } from "../suite/must.js";

/** @public */
export type DeployHarness = InterfaceHarness<"deploy">;

/** Methods around a flow that end with an outcome, in the order in which flows call them. */
const AROUND = [
  "prepare",
  "prepareCleaning",
  "tearDownCleaning",
  "prepareService",
  "tearDownService",
  "tearDown",
] as const;
const SIMPLE = ["takeOver", "cleanUp"] as const;
const PHASES = STEP_PHASES.filter((phase) => phase !== "verify");
const NEVER_SENT = {
  phase: "clean",
  interface: "deploy",
  step: "no_such_step",
  args: {},
  priority: 10,
} as const;

export const DEPLOY_CONTRACT: Contract<"deploy", DeployHarness> = {
  type: "deploy",
  calls: () => [
    // The agent first: a flow that ends forgets it.
    { name: "getAgentSteps", isWrite: false, call: (h) => h.deploy.getAgentSteps(h.task, "clean") },
    { name: "runAgentStep", isWrite: true, call: (h) => h.deploy.runAgentStep(h.task, NEVER_SENT) },
    { name: "checkAgentStep", isWrite: false, call: (h) => h.deploy.checkAgentStep(h.task, NEVER_SENT) },
    { name: "prepareAgentBoot", isWrite: true, call: (h) => h.deploy.prepareAgentBoot(h.task) },
    { name: "collectAgentLogs", isWrite: false, call: (h) => h.deploy.collectAgentLogs(h.task) },
    ...[...AROUND, ...SIMPLE].map((name) => ({
      name,
      isWrite: true,
      call: (h: DeployHarness): Promise<unknown> => h.deploy[name](h.task),
    })),
  ],
  checks: [
    ...AROUND.map((method) => ({
      title: `answers ${method} with an outcome, and with the same kind again`,
      run: async (harness: DeployHarness) => {
        const outcomes = await valuesOf(harness, 2, (): Promise<StepOutcome> => harness.deploy[method](harness.task));
        for (const outcome of outcomes) mustBeOutcome(method, outcome);
        if (outcomes.length > 0 && outcomes[0]?.kind !== outcomes[1]?.kind)
          throw new Error(`${method} ends with ${outcomes[0]?.kind} first and with ${outcomes[1]?.kind} when repeated`);
      },
    })),
    {
      title: "takes a machine over and cleans up, also again",
      run: async (harness) => {
        for (const method of SIMPLE) await valuesOf(harness, 2, () => harness.deploy[method](harness.task));
      },
    },
    {
      title: "lists the agent's steps with phases, priorities and names",
      run: async (harness) => {
        for (const phase of PHASES) {
          const outcome = await attempt(harness, () => harness.deploy.getAgentSteps(harness.task, phase));
          if (outcome.kind !== "answered") continue;
          mustBeUnique(
            "agent step",
            outcome.value.map((step) => `${step.interface}.${step.step}`),
          );
          for (const { step, priority, phases } of outcome.value) {
            if (!Number.isInteger(priority) || priority < 0) throw new Error(`${step}: priority ${priority}`);
            mustBeNames("phase", Object.keys(phases), STEP_PHASES);
            if (phases[phase] === undefined) throw new Error(`${step} is listed for ${phase} and is none of its steps`);
          }
        }
      },
    },
    {
      title: "says of a step that was never sent that it has not started, where the agent can be asked",
      run: async (harness) => {
        const outcome = await attempt(harness, () => harness.deploy.checkAgentStep(harness.task, NEVER_SENT));
        if (outcome.kind === "answered" && outcome.value.kind !== "not-started")
          throw new Error(`it says ${outcome.value.kind} of a step that was never sent`);
      },
    },
    {
      title: "gives the agent's logs as bytes, or nothing",
      run: async (harness) => {
        const logs = await harness.deploy.collectAgentLogs(harness.task);
        if (logs !== undefined && !(logs instanceof Uint8Array)) throw new Error("the logs are no bytes");
      },
    },
  ],
};

/**
 * The contract of `DeployInterface`. Where the harness runs an agent, its steps are looked at too.
 * @param name - of the implementation
 * @public
 */
export function describeDeployInterface(name: string, make: HarnessMaker<DeployHarness>, options?: SuiteOptions): void {
  describeInterface(DEPLOY_CONTRACT, name, make, options);
}
