import type { AgentStepCall } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, failureOf, type World } from "../world.test.support.js";

const ERASE: AgentStepCall = { phase: "clean", interface: "deploy", step: "erase_devices", args: {}, priority: 10 };
const FLASH: AgentStepCall = { phase: "clean", interface: "deploy", step: "flash", args: { image: "x" }, priority: 0 };

const STEPS = {
  clean_steps: {
    GenericHardwareManager: [
      { interface: "deploy", step: "erase_devices", priority: 10, abortable: true, reboot_requested: false },
      { interface: "deploy", step: "erase_devices_metadata", priority: 99, abortable: true },
      { interface: "raid", step: "create_configuration", priority: 50 },
    ],
    AcmeManager: [
      {
        interface: "deploy",
        step: "flash",
        priority: 0,
        reboot_requested: true,
        argsinfo: { image: { description: "What to flash.", required: true }, force: { required: false } },
      },
    ],
  },
  hardware_manager_version: { generic_hardware_manager: "1.2", acme: "7" },
};

let world: World;
beforeEach(async () => {
  world = await aWorld({ deploy: { eraseDevicesPriority: 0 } });
  world.agent.results["get_clean_steps"] = STEPS;
});
afterEach(() => world.close());

const aCleanTask = () => world.task({ provisionState: "cleaning" }, { interface: "deploy", step: "erase_devices" });

describe("the steps of the agent", () => {
  test("are described, with the operator's priorities; those of other interfaces are theirs", async () => {
    const steps = await world.direct.getAgentSteps(aCleanTask(), "clean");
    expect(steps.map(({ step, priority, isAbortable }) => [step, priority, isAbortable])).toEqual([
      ["erase_devices", 0, true],
      ["erase_devices_metadata", 99, true],
      ["flash", 0, false],
    ]);
    expect(steps[0]).toMatchObject({ repeat: "attach", needsRamdisk: true, phases: { clean: { priority: 0 } } });
    expect(steps[0]).not.toHaveProperty("args");
    expect(steps[2]?.args).toEqual({
      type: "object",
      properties: { image: { description: "What to flash." }, force: {} },
      required: ["image"],
      additionalProperties: false,
    });
  });

  test("are kept on the node with the versions of the hardware managers", async () => {
    const task = aCleanTask();
    await world.direct.getAgentSteps(task, "clean");
    expect(task.node.driverInternalInfo).toMatchObject({
      hardware_manager_version: STEPS.hardware_manager_version,
      agent_cached_clean_steps: {
        deploy: [
          { step: "erase_devices", reboot_requested: false },
          { step: "erase_devices_metadata" },
          { step: "flash" },
        ],
      },
    });
  });

  test("of service include all interfaces, and may go without the ramdisk", async () => {
    world.agent.results["get_service_steps"] = {
      service_steps: { Generic: [{ interface: "raid", step: "x", priority: 0, requires_ramdisk: false }] },
      hardware_manager_version: {},
    };
    const steps = await world.direct.getAgentSteps(aCleanTask(), "service");
    expect(steps).toMatchObject([{ interface: "raid", step: "x", needsRamdisk: false }]);
  });
});

describe("a step of the agent", () => {
  test("is sent with the node, its ports and the versions; a config drive only goes along in deploy steps", async () => {
    const task = aCleanTask();
    task.change({ instanceInfo: { configdrive: "H4sI" } });
    await world.direct.getAgentSteps(task, "clean");
    expect(await world.direct.runAgentStep(task, FLASH)).toMatchObject({ kind: "wait", for: "agent" });
    expect(world.agent.last("clean.execute_clean_step").params).toMatchObject({
      step: { interface: "deploy", step: "flash", args: { image: "x" }, priority: 0 },
      clean_version: STEPS.hardware_manager_version,
      node: { uuid: task.nodeId, instance_info: { configdrive: "******" } },
      ports: [{ address: "52:54:00:00:00:01" }],
    });
    world.agent.finish();
    await world.direct.runAgentStep(task, { ...FLASH, phase: "deploy" });
    expect(world.agent.last("deploy.execute_deploy_step").params).toMatchObject({
      node: { instance_info: { configdrive: "H4sI" } },
    });
  });

  test("waits, and is done when the agent says so", async () => {
    const task = aCleanTask();
    await world.direct.getAgentSteps(task, "clean");
    await world.direct.runAgentStep(task, ERASE);
    expect(await world.direct.checkAgentStep(task, ERASE)).toMatchObject({ kind: "wait", for: "agent" });
    world.agent.finish();
    expect(await world.direct.checkAgentStep(task, ERASE)).toEqual({ kind: "done" });
  });

  test("restarts the machine into the ramdisk where the agent wants that", async () => {
    const task = aCleanTask();
    await world.direct.getAgentSteps(task, "clean");
    await world.direct.runAgentStep(task, FLASH);
    world.agent.finish();
    expect(await world.direct.checkAgentStep(task, FLASH)).toEqual({ kind: "reboot", then: "next", awaitAgent: true });
    expect(world.told).toEqual(["boot.prepareRamdisk deploy"]);
  });

  test("fails with the agent's words", async () => {
    const task = aCleanTask();
    await world.direct.runAgentStep(task, ERASE);
    const error = {
      type: "BlockDeviceEraseError",
      code: 500,
      message: "Error erasing block device",
      details: "/dev/sda",
    };
    world.agent.finish({ status: "FAILED", error });
    expect(await failureOf(world.direct.checkAgentStep(task, ERASE))).toMatchObject({
      code: "AGENT_COMMAND_FAILED",
      message: expect.stringContaining("Error erasing block device: /dev/sda."),
      details: { type: "BlockDeviceEraseError" },
    });
  });

  test("tells that the hardware managers have changed", async () => {
    const task = aCleanTask();
    await world.direct.runAgentStep(task, ERASE);
    world.agent.finish({ status: "VERSION_MISMATCH" });
    expect(await failureOf(world.direct.checkAgentStep(task, ERASE))).toMatchObject({ code: "AGENT_VERSION_CHANGED" });
  });

  test("is found by a successor: never sent, running, ended, lost with the agent", async () => {
    const task = aCleanTask();
    expect(await world.direct.checkAgentStep(task, ERASE)).toEqual({ kind: "not-started" });
    await world.direct.runAgentStep(task, ERASE);
    expect(await world.direct.checkAgentStep(task.successor(), ERASE)).toMatchObject({ kind: "wait" });
    world.agent.finish();
    expect(await world.direct.checkAgentStep(task.successor(), ERASE)).toEqual({ kind: "done" });
    expect(world.agent.names).toEqual(["clean.execute_clean_step"]);
    world.agent.restart();
    const lost = await failureOf(world.direct.checkAgentStep(task.successor(), ERASE));
    expect(lost).toMatchObject({ code: "AGENT_COMMAND_FAILED" });
  });

  test("tells a refused token", async () => {
    const task = aCleanTask();
    task.change({ driverInternalInfo: { ...task.node.driverInternalInfo, agent_secret_token: "another" } });
    expect(await failureOf(world.direct.runAgentStep(task, ERASE))).toMatchObject({ code: "AGENT_TOKEN_REJECTED" });
  });
});
