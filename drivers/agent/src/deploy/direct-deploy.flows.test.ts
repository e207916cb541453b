import { DriverError } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, failureOf, type World } from "../world.test.support.js";

const OFF_FIRST = { kind: "power", target: "power off", then: "same" };
const INTO_AGENT = { kind: "reboot", then: "next", awaitAgent: true };
const RESTART = { kind: "reboot", then: "next", awaitAgent: false };
const API_URL = "https://a.example:6385,https://b.example:6385";

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.close());

describe("preparing a deploy", () => {
  test("switches the machine off, then prepares networks, image and ramdisk; a repeat leads to the same", async () => {
    const task = world.task();
    expect(await world.direct.prepare(task)).toEqual(OFF_FIRST);
    expect(world.told).toEqual([]);
    task.change({ powerState: "power off" });
    const expected = [
      "network.unconfigureTenant",
      "network.add provisioning",
      "storage.attach",
      "boot.prepareRamdisk deploy",
    ];
    for (let repeat = 1; repeat <= 2; repeat += 1) {
      expect(await world.direct.prepare(task)).toEqual({ kind: "done" });
      expect(world.told.splice(0)).toEqual(expected);
    }
    expect(world.parameters).toEqual({ "ipa-api-url": API_URL });
    expect(task.node.instanceInfo["image_url"]).toBe("http://conductor.example/files/s3cr3t/disk.raw");
  });

  test("fails for an image that is missing before it touches the machine", async () => {
    world.image = new DriverError("IMAGE_NOT_FOUND");
    expect(await failureOf(world.direct.prepare(world.task()))).toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(world.told).toEqual([]);
  });

  test("leaves a machine on that must not be switched off", async () => {
    expect(await world.direct.prepare(world.task({ disablePowerOff: true }))).toEqual({ kind: "done" });
  });

  test("switches a machine on whose ports need it, and not off again", async () => {
    world.needsPowerForNetwork = true;
    const task = world.task({ powerState: "power off" });
    expect(await world.direct.prepare(task)).toEqual({ kind: "power", target: "power on", then: "same" });
    task.change({ powerState: "power on" });
    expect(await world.direct.prepare(task)).toEqual({ kind: "done" });
  });

  test("attaches volumes only, where the machine boots from one", async () => {
    world.isWritten = false;
    expect(await world.direct.prepare(world.task({ powerState: "power off" }))).toEqual({ kind: "done" });
    expect(world.told).toEqual(["storage.attach"]);
    expect(await world.direct.startAgent(world.task())).toEqual({ kind: "done" });
  });
});

describe("the token on virtual media", () => {
  const boot = { boot: "redfish-virtual-media" };

  test("is made once for a flow, passed to the agent, and wiped at its end", async () => {
    const task = world.task({
      powerState: "power off",
      interfaces: boot,
      driverInternalInfo: { agent_secret_token: "old" },
    });
    await world.direct.prepare(task);
    const token = world.parameters["ipa-agent-token"];
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(task.node.driverInternalInfo).toMatchObject({
      agent_secret_token: token,
      agent_secret_token_pregenerated: true,
    });
    await world.direct.prepare(task);
    expect(world.parameters["ipa-agent-token"]).toBe(token);
    await world.direct.bootInstance(task);
    expect(Object.keys(task.node.driverInternalInfo).filter((key) => key.startsWith("agent"))).toEqual([]);
  });

  test("is left to the lookup where an ISO of the operator takes no parameters", async () => {
    const task = world.task({
      powerState: "power off",
      interfaces: boot,
      driverInfo: { deploy_iso: "http://i/i.iso" },
    });
    await world.direct.prepare(task);
    expect(world.parameters).toEqual({ "ipa-api-url": API_URL });
  });
});

describe("the end of a deploy", () => {
  test("starts the agent by a restart for which the conductor waits", async () => {
    expect(await world.direct.startAgent(world.task())).toEqual(INTO_AGENT);
  });

  test("switches to the networks of the tenant", async () => {
    expect(await world.direct.switchToTenantNetwork(world.task({ powerState: "power off" }))).toEqual({ kind: "done" });
    expect(world.told).toEqual(["network.remove provisioning", "network.configureTenant"]);
  });

  test("gives power to ports that need it before it switches networks", async () => {
    world.needsPowerForNetwork = true;
    const task = world.task({ powerState: "power off" });
    expect(await world.direct.switchToTenantNetwork(task)).toEqual({ kind: "power", target: "power on", then: "same" });
    task.change({ powerState: "power on" });
    expect(await world.direct.switchToTenantNetwork(task)).toEqual({ kind: "done" });
    expect(await world.direct.bootInstance(task)).toEqual(RESTART);
  });

  test.each([
    ["is switched on", {}, ["power on", "power off"], { kind: "power", target: "power on", then: "next" }],
    ["is restarted where it must not go off", { disablePowerOff: true }, ["power on"], RESTART],
    ["was restarted where it cannot be switched on", {}, ["rebooting"], { kind: "done" }],
  ] as const)("the machine %s", async (_what, fields, targets, outcome) => {
    world.targets = targets;
    expect(await world.direct.bootInstance(world.task({ powerState: "power off", ...fields }))).toEqual(outcome);
  });
});

describe("cleaning and service", () => {
  test("cleaning starts the agent on the cleaning network, and ends with the machine off", async () => {
    const task = world.task({ provisionState: "cleaning" });
    expect(await world.direct.prepareCleaning(task)).toEqual(OFF_FIRST);
    task.change({ powerState: "power off" });
    expect(await world.direct.prepareCleaning(task)).toEqual(INTO_AGENT);
    expect(world.told.splice(0)).toEqual(["network.add cleaning", "boot.prepareRamdisk deploy"]);
    task.change({ powerState: "power on" });
    expect(await world.direct.tearDownCleaning(task)).toEqual(OFF_FIRST);
    task.change({ powerState: "power off" });
    expect(await world.direct.tearDownCleaning(task)).toEqual({ kind: "done" });
    expect(world.told).toEqual(["boot.cleanUpRamdisk", "network.remove cleaning"]);
    expect(task.node.driverInternalInfo).toEqual({});
  });

  test("a failed cleaning leaves the machine as it is", async () => {
    const task = world.task({ provisionState: "clean failed" });
    expect(await world.direct.tearDownCleaning(task)).toEqual({ kind: "done" });
    expect(world.told).toEqual(["boot.cleanUpRamdisk", "network.remove cleaning"]);
  });

  test("service takes the instance out of the way, and brings it back running", async () => {
    const task = world.task({ provisionState: "servicing", powerState: "power off" });
    expect(await world.direct.prepareService(task)).toEqual(INTO_AGENT);
    expect(world.told.splice(0)).toEqual([
      "boot.cleanUpInstance",
      "network.unconfigureTenant",
      "network.add servicing",
      "boot.prepareRamdisk deploy",
    ]);
    expect(await world.direct.tearDownService(task)).toEqual({ kind: "power", target: "power on", then: "next" });
    expect(world.told).toEqual([
      "boot.cleanUpRamdisk",
      "network.remove servicing",
      "network.configureTenant",
      "boot.prepareInstance",
    ]);
  });

  test("a failed service keeps the machine in its ramdisk", async () => {
    const task = world.task({ provisionState: "service failed" });
    expect(await world.direct.tearDownService(task)).toEqual({ kind: "done" });
    expect(world.told).toEqual(["boot.cleanUpRamdisk"]);
  });
});

describe("taking an instance off", () => {
  test("switches off, then detaches volumes and networks", async () => {
    const task = world.task({ provisionState: "deleting" });
    expect(await world.direct.tearDown(task)).toEqual(OFF_FIRST);
    task.change({ powerState: "power off" });
    expect(await world.direct.tearDown(task)).toEqual({ kind: "done" });
    expect(world.told).toEqual(["storage.detach", "network.unconfigureTenant", "network.remove provisioning"]);
  });

  test("restarts a machine without its instance that must not go off", async () => {
    const task = world.task({ provisionState: "deleting", disablePowerOff: true });
    expect(await world.direct.tearDown(task)).toEqual(RESTART);
    expect(world.told.at(-1)).toBe("boot.cleanUpInstance");
  });

  test("cleans up what a deploy left: media, token and image", async () => {
    const task = world.task({ powerState: "power off" });
    await world.direct.prepare(task);
    world.told.length = 0;
    for (let repeat = 1; repeat <= 2; repeat += 1) await world.direct.cleanUp(task);
    expect(world.told.slice(0, 2)).toEqual(["boot.cleanUpRamdisk", "boot.cleanUpInstance"]);
    expect(task.node.instanceInfo).not.toHaveProperty("image_url");
    expect(task.node.driverInternalInfo).toEqual({ is_whole_disk_image: true });
  });

  test("makes an adopted machine start its instance, and leaves an active one alone", async () => {
    await world.direct.takeOver(world.task({ provisionState: "active" }));
    expect(world.told).toEqual([]);
    await world.direct.takeOver(world.task({ provisionState: "adopting" }));
    expect(world.told).toEqual(["boot.prepareInstance"]);
  });
});
