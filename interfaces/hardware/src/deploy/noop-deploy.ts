import { notSupported } from "../errors/not-supported.js";
import { DONE, type StepCheck, type StepOutcome } from "../steps/step-outcome.js";
import type { AgentStep, DeployInterface } from "./deploy-interface.js";

/**
 * `noop`: the machine is deployed by other means; states move and nothing is done to it.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.noop_mgmt`, hardware type `manual-management`.
 * @public
 */
export class NoopDeploy implements DeployInterface {
  readonly properties = {};
  validate(): void {}
  async prepare(): Promise<StepOutcome> {
    return DONE;
  }
  async cleanUp(): Promise<void> {}
  async tearDown(): Promise<StepOutcome> {
    return DONE;
  }
  async takeOver(): Promise<void> {}
  async prepareCleaning(): Promise<StepOutcome> {
    return DONE;
  }
  async tearDownCleaning(): Promise<StepOutcome> {
    return DONE;
  }
  async prepareService(): Promise<StepOutcome> {
    return DONE;
  }
  async tearDownService(): Promise<StepOutcome> {
    return DONE;
  }
  async getAgentSteps(): Promise<readonly AgentStep[]> {
    return [];
  }
  async runAgentStep(): Promise<StepOutcome> {
    throw notSupported("deploy", "noop", "runAgentStep");
  }
  async checkAgentStep(): Promise<StepCheck> {
    throw notSupported("deploy", "noop", "checkAgentStep");
  }
  async prepareAgentBoot(): Promise<void> {}
  async collectAgentLogs(): Promise<undefined> {
    return undefined;
  }
}
