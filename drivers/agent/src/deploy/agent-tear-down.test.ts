import { DriverError } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, failureOf, type World } from "../world.test.support.js";

const STEP = { interface: "deploy", step: "tear_down_agent" } as const;
const OFF = { kind: "power", target: "power off", then: "next" };
const LOOK_AGAIN = expect.objectContaining({ kind: "wait", for: "poll" }) as unknown;
const poll = expect.objectContaining({ kind: "wait", pollAfterMs: 1000 });

let world: World;
beforeEach(async () => {
  world = await aWorld({ agent: { postDeployGetPowerStateRetries: 1 } });
});
afterEach(() => world.close());

describe("tear_down_agent", () => {
  test("lets the agent switch the machine off, and tells the conductor once it is", async () => {
    const task = world.task({}, STEP);
    expect(await world.direct.tearDownAgent(task)).toEqual(poll);
    expect(world.agent.names).toEqual(["standby.power_off"]);
    expect(await world.direct.checkTearDownAgent(task)).toEqual(poll);
    world.powerState = "power off";
    expect(await world.direct.checkTearDownAgent(task)).toEqual(OFF);
  });

  test("switches a machine off hard that the agent did not, after the configured looks", async () => {
    const task = world.task({}, STEP);
    await world.direct.tearDownAgent(task);
    for (let look = 1; look <= 5; look += 1) expect(await world.direct.checkTearDownAgent(task)).toEqual(poll);
    expect(await world.direct.checkTearDownAgent(task)).toEqual(OFF);
    expect(task.log.text()).toContain("switched off hard");
  });

  test("goes on looking when the agent is gone before it has answered, and when the BMC does not answer for a while", async () => {
    const task = world.task({}, STEP);
    await world.agent.stop();
    task.change({ driverInternalInfo: { agent_url: "http://127.0.0.1:1" } });
    expect(await world.direct.tearDownAgent(task)).toEqual(poll);
    world.powerProblem = new DriverError("BMC_UNREACHABLE");
    expect(await world.direct.checkTearDownAgent(task)).toEqual(poll);
    world.powerProblem = new DriverError("AUTH_REJECTED");
    expect(await failureOf(world.direct.checkTearDownAgent(task))).toMatchObject({ code: "AUTH_REJECTED" });
  });

  test("flushes the disks and leaves the rest to the BMC where the node says so", async () => {
    const task = world.task({ driverInfo: { deploy_forces_oob_reboot: "True" } }, STEP);
    expect(await world.direct.tearDownAgent(task)).toEqual(OFF);
    expect(world.agent.names).toEqual(["standby.sync"]);
  });

  test("restarts into the instance where the machine cannot be switched on", async () => {
    world.targets = ["rebooting"];
    const restart = { kind: "reboot", then: "next", awaitAgent: false };
    expect(await world.direct.tearDownAgent(world.task({}, STEP))).toEqual(restart);
    expect(world.agent.names).toEqual(["standby.sync"]);
  });

  test("locks the agent down where the machine must stay on, and is done once it does not answer", async () => {
    const task = world.task({ disablePowerOff: true }, STEP);
    expect(await world.direct.tearDownAgent(task)).toEqual(poll);
    expect(world.agent.names).toEqual(["standby.sync", "system.lockdown"]);
    expect(await world.direct.checkTearDownAgent(task)).toEqual(LOOK_AGAIN);
    await world.agent.stop();
    expect(await world.direct.checkTearDownAgent(task)).toEqual({ kind: "done" });
  });

  test("fails when the agent does not lock itself down", async () => {
    const task = world.task({ disablePowerOff: true }, STEP, { looks: 5 });
    expect(await failureOf(world.direct.checkTearDownAgent(task))).toMatchObject({ code: "WAIT_TIMEOUT" });
  });

  test.each([
    ["nothing was asked", undefined, "power on", { kind: "not-started" }],
    ["it was asked", { looks: 0 }, "power on", poll],
    ["it has taken effect", undefined, "power off", OFF],
  ] as const)("tells a successor when %s", async (_what, checkpointed, powerState, outcome) => {
    world.powerState = powerState;
    expect(await world.direct.checkTearDownAgent(world.task({}, STEP, checkpointed))).toEqual(outcome);
  });
});
