import { type StepTable, stepsFor } from "@steelyard/interfaces";
import type { DirectDeploy } from "./direct-deploy.js";

/**
 * The steps of `direct`.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.agent`, `ironic.drivers.modules.agent_base.AgentOobStepsMixin`; reference "Steps" §5.
 * @public
 */
export const directSteps: StepTable<DirectDeploy> = stepsFor<DirectDeploy>()
  .step("deploy", {
    summary: "Start the machine into the agent.",
    phases: { deploy: { priority: 100 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: true,
    run: (deploy, task) => deploy.startAgent(task),
  })
  .step("write_image", {
    summary: "Let the agent write the image and the config drive to the disk.",
    phases: { deploy: { priority: 80 } },
    repeat: "attach",
    needsRamdisk: true,
    isAbortable: false,
    run: (deploy, task) => deploy.writeImage(task),
    check: (deploy, task) => deploy.checkWriteImage(task),
  })
  .step("prepare_instance_boot", {
    summary: "Make the machine start from its disk.",
    phases: { deploy: { priority: 60 } },
    repeat: "attach",
    needsRamdisk: true,
    isAbortable: false,
    run: (deploy, task) => deploy.prepareInstanceBoot(task),
    check: (deploy, task) => deploy.checkInstanceBoot(task),
  })
  .step("tear_down_agent", {
    summary: "End the agent, and switch the machine off.",
    phases: { deploy: { priority: 40 } },
    repeat: "verify",
    needsRamdisk: true,
    isAbortable: false,
    run: (deploy, task) => deploy.tearDownAgent(task),
    check: (deploy, task) => deploy.checkTearDownAgent(task),
  })
  .step("switch_to_tenant_network", {
    summary: "Move the machine to the networks of its tenant.",
    phases: { deploy: { priority: 30 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    run: (deploy, task) => deploy.switchToTenantNetwork(task),
    check: (deploy, task) => deploy.switchToTenantNetwork(task),
  })
  .step("boot_instance", {
    summary: "Switch the machine on with its instance.",
    phases: { deploy: { priority: 20 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    run: (deploy, task) => deploy.bootInstance(task),
  })
  .build();
