import {
  type AgentStep,
  type DeployInterface,
  DONE,
  type NodeSubject,
  type NodeTask,
  notSupported,
  type StepCheck,
  type StepOutcome,
  type StepTable,
  stepsFor,
} from "@steelyard/interfaces";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

/**
 * Deploys nothing. Every method and the step `deploy` play their scripted delay and fault.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.fake.FakeDeploy`.
 * @public
 */
export class FakeDeploy implements DeployInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  deploy(task: NodeTask): Promise<StepOutcome> {
    return this.#script.begin(task, "deploy", "deploy");
  }
  prepare(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "prepare");
  }
  async cleanUp(task: NodeTask): Promise<void> {
    await this.#called(task, "cleanUp");
  }
  tearDown(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "tearDown");
  }
  async takeOver(task: NodeTask): Promise<void> {
    await this.#called(task, "takeOver");
  }
  prepareCleaning(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "prepareCleaning");
  }
  tearDownCleaning(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "tearDownCleaning");
  }
  prepareService(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "prepareService");
  }
  tearDownService(task: NodeTask): Promise<StepOutcome> {
    return this.#called(task, "tearDownService");
  }
  async prepareAgentBoot(task: NodeTask): Promise<void> {
    await this.#called(task, "prepareAgentBoot");
  }
  async getAgentSteps(): Promise<readonly AgentStep[]> {
    return [];
  }
  async runAgentStep(): Promise<StepOutcome> {
    throw notSupported("deploy", "fake", "runAgentStep");
  }
  async checkAgentStep(): Promise<StepCheck> {
    throw notSupported("deploy", "fake", "checkAgentStep");
  }
  async collectAgentLogs(): Promise<undefined> {
    return undefined;
  }

  async #called(task: NodeTask, method: string): Promise<StepOutcome> {
    await this.#script.call(task, "deploy", method);
    return DONE;
  }
}

/** @public */
export const fakeDeploySteps: StepTable<FakeDeploy> = stepsFor<FakeDeploy>()
  .step("deploy", {
    summary: "Pretend to deploy.",
    phases: { deploy: { priority: 100 } },
    repeat: "verify",
    needsRamdisk: false,
    isAbortable: false,
    run: (deploy, task) => deploy.deploy(task),
    check: async () => DONE,
  })
  .build();
