import type { ProvisionState } from "@steelyard/interfaces";
import type { MachineSetting, NewNode } from "@steelyard/runtime-interfaces";
import { afterEach, describe, expect, it } from "vitest";
import { openStory, type Story } from "../durability/story.js";

const open: { story: Story; stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const { story, stop } of open.splice(0)) {
    await stop();
    await story.store.close();
  }
});

/** A node of `fake-hardware` in `state`, with a conductor that runs. */
async function fakeNode(state: ProvisionState, node: Partial<NewNode> = {}) {
  const story = await openStory(state, {}, { driver: "fake-hardware", ...node });
  const { conductor } = story.process();
  await conductor.start();
  open.push({ story, stop: () => conductor.stop() });
  const { service } = conductor;
  const change = (setting: MachineSetting) => service.changeSetting(story.nodeUuid, setting, {});
  return { story, service, change };
}

const fault = (type: string, method: string) => ({
  driverInfo: { fake_faults: [{ interface: type, method, code: "BMC_ERROR", reason: "The machine said no." }] },
});

describe("settings of a machine", () => {
  it.each<[MachineSetting, object]>([
    [{ setting: "boot-mode", value: "bios" }, { bootMode: "bios" }],
    [{ setting: "secure-boot", value: true }, { secureBoot: true }],
    [{ setting: "console", value: true }, { consoleEnabled: true }],
  ])("%j is shown once the machine took it", async (setting, shown) => {
    const { story, change } = await fakeNode("active");
    await change(setting);
    const node = await story.until((each) =>
      Object.entries(shown).every(([key, value]) => each[key as "uuid"] === value),
    );
    expect(node).toMatchObject({ provisionState: "active", lastError: null, reservation: null });
  });

  it.each<[MachineSetting, string]>([
    [{ setting: "boot-mode", value: "bios" }, "setBootMode"],
    [{ setting: "secure-boot", value: true }, "setSecureBootState"],
  ])("%j that the machine refuses stands in last_error and changes no state", async (setting, method) => {
    const { story, change } = await fakeNode("deploy failed", fault("management", method));
    await change(setting);
    const node = await story.until((each) => each.lastError !== null);
    expect(node).toMatchObject({ provisionState: "deploy failed", bootMode: null, secureBoot: null });
    expect(node.lastError).toContain("The machine said no.");
  });

  it("a console is reached while it is enabled, and one that is as asked is left alone", async () => {
    const { story, service, change } = await fakeNode("manageable");
    const signal = AbortSignal.timeout(10_000);
    expect(await service.getConsole(story.nodeUuid, signal)).toBeNull();
    await change({ setting: "console", value: false });
    expect((await story.node()).reservation).toBeNull();
    await change({ setting: "console", value: true });
    await story.until((node) => node.consoleEnabled);
    expect(await service.getConsole(story.nodeUuid, signal)).toMatchObject({ type: "socat" });
  });
});

describe("what goes with no provision state leaves it alone", () => {
  it("a power request that fails after a failed deploy does not clean up after the deploy", async () => {
    const { story, service } = await fakeNode("deploy failed", {
      ...fault("power", "setPowerState"),
      powerState: "power off",
    });
    await service.power(story.nodeUuid, "power on", { timeoutSec: 1 });
    const node = await story.until((each) => each.lastError !== null);
    expect(node).toMatchObject({ provisionState: "deploy failed", targetPowerState: null });
    expect(node.lastError).toMatch(/^Failed to change the power state of the node: /);
    expect(node.lastError).not.toContain("Cleaning up");
  });
});

describe("what is kept of a machine", () => {
  it("BIOS settings follow the steps that change them", async () => {
    const { story, service } = await fakeNode("manageable");
    const clean = async (step: string, args: object) => {
      const cleanSteps = [{ interface: "bios", step, args: args as never }];
      await service.provision(story.nodeUuid, { verb: "clean", cleanSteps });
      await story.until((node) => node.provisionState === "manageable");
      const settings = await story.store.nodeData.biosSettings(story.nodeUuid);
      return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
    };
    expect(await clean("apply_configuration", { settings: [{ name: "virt", value: "on" }] })).toEqual({ virt: "on" });
    expect(await clean("cache_bios_settings", {})).toEqual({ virt: "on" });
    expect(await clean("factory_reset", {})).toEqual({});
  });

  it("when an inspection began is known while it runs only", async () => {
    const { story, service } = await fakeNode("manageable");
    await service.provision(story.nodeUuid, { verb: "inspect" });
    const node = await story.until((each) => each.inspectionFinishedAt !== null);
    expect(node.inspectionStartedAt).toBeNull();
  });

  it("an empty RAID target takes the target back", async () => {
    const { story, service } = await fakeNode("manageable");
    const target = { logical_disks: [{ size_gb: "MAX", raid_level: "1" }] };
    await service.setTargetRaidConfig(story.nodeUuid, target);
    expect((await story.node()).targetRaidConfig).toEqual(target);
    await service.setTargetRaidConfig(story.nodeUuid, {});
    expect((await story.node()).targetRaidConfig).toEqual({});
  });
});
