import { aTask } from "@steelyard/driver-contract";
import { configDefaults, type JsonObject } from "@steelyard/interfaces";
import { describe, expect, it } from "vitest";
import { aScript } from "../fake-harness.test.support.js";
import { FAKE_CONFIG } from "./fake-config.js";
import { FakeScript } from "./fake-script.js";
import { delayMs } from "./node-script.js";

const taskOf = (driverInfo: JsonObject) => aTask({ node: { driverInfo } });

describe("scripted delays", () => {
  it.each([
    ["0", 0, 0],
    ["2", 2000, 2000],
    ["0.25", 250, 250],
    ["1,3", 1000, 3000],
  ])("reads %s seconds", (text, least, most) => {
    for (let times = 0; times < 20; times += 1) {
      const ms = delayMs(text);
      expect(ms).toBeGreaterThanOrEqual(least);
      expect(ms).toBeLessThanOrEqual(most);
    }
  });

  it.each<[string, JsonObject, number]>([
    ["the method's own before its interface's", { "power.setPowerState": 3, power: 2 }, 3000],
    ["the interface's before the configured one", { power: "2" }, 2000],
    ["the configured one", {}, 5000],
  ])("are taken from %s", async (_what, fake_delays, pollAfterMs) => {
    const script = new FakeScript({ ...configDefaults(FAKE_CONFIG), powerDelay: "5" });
    const outcome = await script.begin(taskOf({ fake_delays }), "power", "setPowerState");
    expect(outcome).toEqual({ kind: "wait", pollAfterMs });
  });

  it("hold a call up until its task's signal ends", async () => {
    const task = taskOf({ fake_delays: { power: 3600 } });
    const call = aScript().call(task, "power", "getPowerState");
    task.abort(new Error("stop"));
    await expect(call).rejects.toThrow("stop");
  });

  it("become a wait in steps, which never sleep", async () => {
    expect(await aScript().begin(taskOf({}), "bios", "factory_reset")).toEqual({ kind: "done" });
  });
});

describe("scripted faults", () => {
  const fault = { interface: "power", method: "setPowerState", code: "BMC_BUSY", reason: "Try later." };

  it("fail the call they name with their code and reason, and no other", async () => {
    const task = taskOf({ fake_faults: [fault] });
    const script = aScript();
    await expect(script.call(task, "power", "setPowerState")).rejects.toMatchObject({
      code: "BMC_BUSY",
      details: { reason: "Try later.", interface: "power", method: "setPowerState" },
    });
    await script.call(task, "power", "getPowerState");
    await script.call(task, "boot", "setPowerState");
  });

  it("fail every method of an interface when they name none", async () => {
    const task = taskOf({ fake_faults: [{ interface: "raid", code: "BMC_ERROR" }] });
    await expect(aScript().call(task, "raid", "anything")).rejects.toMatchObject({ code: "BMC_ERROR" });
    await expect(aScript().begin(task, "raid", "create_configuration")).rejects.toMatchObject({ code: "BMC_ERROR" });
  });

  it("are played as often as they say, also by the process that comes after", async () => {
    const task = taskOf({ fake_faults: [{ ...fault, times: 2 }] });
    await expect(aScript().call(task, "power", "setPowerState")).rejects.toMatchObject({ code: "BMC_BUSY" });
    const next = task.successor();
    await expect(aScript().call(next, "power", "setPowerState")).rejects.toMatchObject({ code: "BMC_BUSY" });
    await aScript().call(next, "power", "setPowerState");
  });

  it("count each of two faults by itself", async () => {
    const once = { ...fault, times: 1 };
    const task = taskOf({ fake_faults: [once, { ...once, code: "BMC_ERROR" }] });
    await expect(aScript().call(task, "power", "setPowerState")).rejects.toMatchObject({ code: "BMC_BUSY" });
    await expect(aScript().call(task, "power", "setPowerState")).rejects.toMatchObject({ code: "BMC_ERROR" });
    await aScript().call(task, "power", "setPowerState");
  });
});
