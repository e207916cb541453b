import type { ConductorConfig, Node, ProvisionState } from "@steelyard/interfaces";
import { isRequestError, type NewNode, type ProvisionRequest } from "@steelyard/runtime-interfaces";
import { afterEach, describe, expect, it } from "vitest";
import { openStory, type Story } from "../durability/story.js";

const WAIT = { interface: "power", step: "wait" };

const open: { story: Story; stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const { story, stop } of open.splice(0)) {
    await stop();
    await story.store.close();
  }
});

/** A node of `fake-hardware` in `state`, with a conductor that runs. */
async function fakeNode(state: ProvisionState, node: Partial<NewNode> = {}, config: Partial<ConductorConfig> = {}) {
  return begun(await openStory(state, config, { driver: "fake-hardware", ...node }));
}

async function begun(story: Story) {
  const { conductor } = story.process();
  await conductor.start();
  open.push({ story, stop: () => conductor.stop() });
  const ask = (request: ProvisionRequest) => conductor.service.provision(story.nodeUuid, request);
  const rests = (state: ProvisionState) => story.until((node) => node.provisionState === state);
  /** Resolves when the node is in a state, whether something is under way or not. */
  const reaches = async (state: ProvisionState): Promise<Node> => {
    const end = performance.now() + 5000;
    for (;;) {
      const node = await story.node();
      if (node.provisionState === state && node.reservation === null) return node;
      if (performance.now() > end) throw new Error(`the node is ${node.provisionState}, not ${state}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { story, conductor, ask, rests, reaches };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRequestError(error)) throw new Error(`it was not refused: ${String(error)}`);
  return error.code;
}

describe("verbs on a node that works", () => {
  it.each<[ProvisionState, ProvisionRequest, ProvisionState]>([
    ["enroll", { verb: "manage" }, "manageable"],
    ["manageable", { verb: "provide" }, "available"],
    ["manageable", { verb: "inspect" }, "manageable"],
    ["manageable", { verb: "adopt" }, "active"],
    ["manageable", { verb: "clean", cleanSteps: [{ interface: "raid", step: "delete_configuration" }] }, "manageable"],
    ["available", { verb: "manage" }, "manageable"],
    ["available", { verb: "active" }, "active"],
    ["available", { verb: "deploy" }, "active"],
    ["active", { verb: "rebuild" }, "active"],
    ["active", { verb: "deleted" }, "available"],
    ["active", { verb: "undeploy" }, "available"],
    ["active", { verb: "rescue", rescuePassword: "xyzzy" }, "rescue"],
    ["rescue", { verb: "unrescue" }, "active"],
    ["error", { verb: "rebuild" }, "active"],
    ["clean failed", { verb: "manage" }, "manageable"],
    ["deploy failed", { verb: "deleted" }, "available"],
    ["deploy failed", { verb: "active" }, "active"],
    ["inspect failed", { verb: "inspect" }, "manageable"],
    ["adopt failed", { verb: "adopt" }, "active"],
  ])("from %s, %o leads to %s", async (from, request, to) => {
    const { ask, rests, story } = await fakeNode(from);
    await ask(request);
    const node = await rests(to);
    expect(node).toMatchObject({ targetProvisionState: null, lastError: null, reservation: null });
    const { items } = await story.store.history.list(story.nodeUuid, { limit: 10 });
    expect(items.filter(({ severity }) => severity === "ERROR")).toEqual([]);
  });

  it("a service step runs on an active node", async () => {
    const { ask, rests, story } = await begun(await openStory("active"));
    await ask({ verb: "service", serviceSteps: [{ interface: "power", step: "reboot" }] });
    expect(await rests("active")).toMatchObject({ powerState: "power on", serviceStep: {} });
    expect(story.machine.count("power on")).toBe(1);
  });

  it("tear-down wipes the instance, and a retired node stops at manageable", async () => {
    const { ask, rests } = await fakeNode("active", {
      instanceInfo: { image_source: "http://192.0.2.1/image" },
      instanceUuid: "6b1e6a26-5f0c-4a9f-9a43-0f8b8a0f4a01",
      retired: true,
    });
    await ask({ verb: "deleted" });
    expect(await rests("manageable")).toMatchObject({ instanceInfo: {}, instanceUuid: null });
  });

  it("cleaning that is switched off is passed over", async () => {
    const { ask, rests, story } = await begun(await openStory("manageable", { automatedClean: false }));
    await ask({ verb: "provide" });
    await rests("available");
    expect(story.machine.effects).toEqual([]);
  });
});

describe("verbs that are refused", () => {
  it.each<[ProvisionState, ProvisionRequest["verb"]]>([
    ["enroll", "active"],
    ["active", "provide"],
    ["available", "clean"],
    ["manageable", "abort"],
    ["active", "unhold"],
  ])("from %s, %s is an invalid state and changes nothing", async (state, verb) => {
    const { ask, story } = await fakeNode(state);
    const before = await story.node();
    expect(await refusal(ask({ verb }))).toBe("INVALID_STATE");
    expect(await story.node()).toEqual(before);
  });

  it("a node that is worked on is locked", async () => {
    const { ask, rests } = await fakeNode("enroll", { driverInfo: { fake_delays: { "power.getPowerState": "0.3" } } });
    await ask({ verb: "manage" });
    expect(await refusal(ask({ verb: "manage" }))).toBe("NODE_LOCKED");
    await rests("manageable");
  });

  it("maintenance, protection and retirement are respected", async () => {
    const inMaintenance = await fakeNode("available", { maintenance: true });
    expect(await refusal(inMaintenance.ask({ verb: "active" }))).toBe("IN_MAINTENANCE");
    const isProtected = await fakeNode("active", { protected: true });
    expect(await refusal(isProtected.ask({ verb: "deleted" }))).toBe("NOT_ALLOWED");
    const retired = await fakeNode("manageable", { retired: true });
    expect(await refusal(retired.ask({ verb: "provide" }))).toBe("INVALID_STATE");
  });
});

describe("work that fails", () => {
  const fault = (type: string, method: string) => ({
    driverInfo: { fake_faults: [{ interface: type, method, code: "BMC_ERROR", reason: "The machine said no." }] },
  });

  it.each<[ProvisionState, ProvisionRequest["verb"], string, string, ProvisionState]>([
    ["enroll", "manage", "power", "getPowerState", "enroll"],
    ["manageable", "provide", "deploy", "prepareCleaning", "clean failed"],
    ["manageable", "inspect", "inspect", "inspectHardware", "inspect failed"],
    ["manageable", "adopt", "deploy", "takeOver", "adopt failed"],
    ["available", "active", "deploy", "prepare", "deploy failed"],
    ["available", "active", "deploy", "deploy", "deploy failed"],
    ["active", "deleted", "deploy", "tearDown", "error"],
  ])("from %s, %s with a failing %s.%s ends in %s and says why", async (from, verb, type, method, to) => {
    const { ask, story } = await fakeNode(from, fault(type, method));
    await ask({ verb });
    const node = await story.until((each) => each.provisionState === to && each.lastError !== null);
    expect(node.lastError).toContain("The machine said no.");
    const { items } = await story.store.history.list(story.nodeUuid, { limit: 10 });
    expect(items.some(({ severity, event }) => severity === "ERROR" && event.includes("said no"))).toBe(true);
  });

  it("goes on after the cause is gone", async () => {
    const { ask, story, rests } = await fakeNode("available", {
      driverInfo: { fake_faults: [{ interface: "deploy", method: "deploy", code: "BMC_ERROR", times: 1 }] },
    });
    await ask({ verb: "active" });
    await rests("deploy failed");
    await ask({ verb: "active" });
    await rests("active");
    expect((await story.node()).lastError).toBeNull();
  });
});

describe("holds and waits", () => {
  const cleanSteps = [
    { interface: "bios", step: "safe" },
    { interface: "power", step: "hold" },
    { interface: "bios", step: "verified" },
  ];

  it("a hold keeps the node until unhold, and goes on behind it", async () => {
    const { ask, rests, reaches, story } = await begun(await openStory("manageable"));
    await ask({ verb: "clean", cleanSteps });
    await reaches("clean hold");
    expect(story.machine.effects).toEqual(["safe"]);
    await ask({ verb: "unhold" });
    await rests("manageable");
    expect(story.machine.effects).toEqual(["safe", "verified"]);
  });

  it("a hold that is aborted fails the cleaning and says so", async () => {
    const { ask, rests, reaches, story } = await begun(await openStory("manageable"));
    await ask({ verb: "clean", cleanSteps });
    await reaches("clean hold");
    await ask({ verb: "abort" });
    const node = await rests("clean failed");
    expect(node.lastError).toContain("aborted on request in clean hold");
    expect(story.machine.count("verified")).toBe(0);
  });

  it("a pause of some seconds goes on by itself", async () => {
    const { ask, rests, story } = await begun(await openStory("manageable"));
    await ask({
      verb: "clean",
      cleanSteps: [
        { interface: "power", step: "wait", args: { seconds: 0.05 } },
        { interface: "bios", step: "safe" },
      ],
    });
    await rests("manageable");
    expect(story.machine.effects).toEqual(["safe"]);
  });

  it.each<[ProvisionState, ProvisionRequest, Partial<ConductorConfig>, ProvisionState]>([
    ["manageable", { verb: "clean", cleanSteps: [WAIT] }, { cleanCallbackTimeout: 0.1 }, "clean failed"],
    ["active", { verb: "service", serviceSteps: [WAIT] }, { serviceCallbackTimeout: 0.1 }, "service failed"],
    [
      "available",
      { verb: "active", deploySteps: [{ ...WAIT, args: {}, priority: 99 }] },
      { deployCallbackTimeout: 0.1 },
      "deploy failed",
    ],
  ])("a wait from %s for an agent that never calls ends at its time limit", async (from, request, config, to) => {
    const { ask, rests } = await fakeNode(from, {}, config);
    await ask(request);
    expect((await rests(to)).lastError).toContain("too long");
  });

  it.each<[ProvisionRequest["verb"], ProvisionState, Partial<ConductorConfig>, ProvisionState]>([
    ["inspect", "manageable", { inspectWaitTimeout: 0.1 }, "inspect failed"],
    ["rescue", "active", { rescueCallbackTimeout: 0.1 }, "rescue failed"],
  ])("%s that waits for an agent ends at its time limit too", async (verb, from, config, to) => {
    const { ask, rests } = await begun(await openStory(from, config));
    await ask({ verb, ...(verb === "rescue" ? { rescuePassword: "xyzzy" } : {}) });
    expect((await rests(to)).lastError).toContain("too long");
  });

  it("a node in maintenance is not timed out", async () => {
    const { ask, reaches, story } = await fakeNode("manageable", {}, { cleanCallbackTimeout: 0.1 });
    await ask({ verb: "clean", cleanSteps: [WAIT] });
    await reaches("clean wait");
    await story.store.nodes.update(story.nodeUuid, { maintenance: true }, { kind: "none" });
    await expect
      .poll(async () => Date.parse((await story.store.actions.current(story.nodeUuid))?.deadlineAt ?? "") > Date.now())
      .toBe(true);
    expect((await story.node()).provisionState).toBe("clean wait");
  });
});

describe("power", () => {
  it.each([
    ["power on", "power on"],
    ["power off", "power off"],
    ["rebooting", "power on"],
    ["soft power off", "power off"],
    ["soft rebooting", "power on"],
  ] as const)("%s leads to %s", async (target, state) => {
    const { conductor, story } = await begun(await openStory("manageable"));
    story.machine.power = "power on";
    await conductor.service.power(story.nodeUuid, target, {});
    const node = await story.until((each) => each.targetPowerState === null && each.powerState === state);
    expect(node.lastError).toBeNull();
    expect(story.machine.power).toBe(state);
  });

  it("is refused for nodes in cleaning, and off for nodes that must stay on", async () => {
    const cleaning = await begun(await openStory("clean wait"));
    const asked = cleaning.conductor.service.power(cleaning.story.nodeUuid, "power on", {});
    expect(await refusal(asked)).toBe("INVALID_STATE");
    const stays = await begun(await openStory("active", {}, { disablePowerOff: true }));
    expect(await refusal(stays.conductor.service.power(stays.story.nodeUuid, "power off", {}))).toBe("CONFLICT");
  });
});

describe("power sync", () => {
  const quick = { syncPowerStateInterval: 1, powerFailureRecoveryInterval: 1 };

  it("brings a machine back to the recorded state", async () => {
    const { story } = await begun(await openStory("active", quick, { powerState: "power on" }));
    await expect.poll(() => story.machine.power).toBe("power on");
    expect((await story.node()).powerState).toBe("power on");
  });

  it("follows the machine where force_power_state_during_sync is off", async () => {
    const config = { ...quick, forcePowerStateDuringSync: false };
    const { story } = await begun(await openStory("active", config, { powerState: "power on" }));
    await expect.poll(async () => (await story.node()).powerState).toBe("power off");
    expect(story.machine.power).toBe("power off");
  });

  it("writes nothing while nothing changes", async () => {
    const { story } = await begun(await openStory("active", quick, { powerState: "power off" }));
    const before = await story.node();
    await expect.poll(() => story.machine.reads).toBeGreaterThan(3);
    expect((await story.node()).version).toBe(before.version);
  });

  it("puts a node whose BMC does not answer into maintenance, and takes it out again", async () => {
    const { story } = await begun(await openStory("active", quick, { powerState: "power off" }));
    story.machine.isUnreachable = true;
    const failed = await story.until((node) => node.maintenance);
    expect(failed).toMatchObject({ fault: "power failure", powerState: null });
    expect(failed.lastError).toContain("3 times in a row");
    story.machine.isUnreachable = false;
    expect(await story.until((node) => !node.maintenance)).toMatchObject({ fault: null, powerState: "power off" });
  });
});
