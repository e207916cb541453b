import { expect, test } from "vitest";
import type { Fault, FaultAction } from "../faults/faults.js";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, type TestRack, testRack } from "../testing/test-rack.test.support.js";

async function withFault(fault: Partial<Fault> & { readonly action: FaultAction }) {
  const rack = await testRack([{ name: "m", flavour: "idrac" }, { name: "other" }]);
  rack.faults.add({ on: "redfish", machine: "m", ...fault });
  return { rack, bmc: new RedfishCaller(rack.only), other: new RedfishCaller(rack.machine("other")) };
}

const wanted = (rack: TestRack): readonly unknown[] =>
  rack.effects("power-request").map(({ facts }) => facts["request"]);

test("status: 503 with Retry-After so many times, for one machine, and without an effect", async () => {
  const action = { kind: "status", status: 503, retryAfterSec: 7 } as const;
  const { rack, bmc, other } = await withFault({ action, times: 2 });
  for (let count = 0; count < 2; count += 1) {
    const answer = await bmc.reset("On");
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "7"]);
    expect(messageKey(answer)).toBe("ServiceTemporarilyUnavailable");
  }
  expect((await other.get(other.system)).status).toBe(200);
  expect(wanted(rack)).toEqual([]);
  expect((await bmc.reset("On")).status).toBe(204);
});

test("only the methods, paths and requests that a fault names are hit", async () => {
  const { bmc } = await withFault({
    action: { kind: "status", status: 500 },
    methods: ["GET"],
    path: /Systems/g,
    after: 1,
    times: 1,
  });
  const statuses: number[] = [];
  for (const path of ["/redfish/v1/Managers", bmc.system, bmc.system, bmc.system])
    statuses.push((await bmc.get(path)).status);
  expect(statuses).toEqual([200, 200, 500, 200]);
});

test("hang: the request is taken and never answered", async () => {
  const { rack, bmc } = await withFault({ action: { kind: "hang" }, times: 1 });
  const signal = AbortSignal.timeout(100);
  const asked = bmc.post(`${bmc.system}/Actions/ComputerSystem.Reset`, { ResetType: "On" }, { signal });
  await expect(asked).rejects.toMatchObject({ name: "TimeoutError" });
  expect(wanted(rack)).toEqual([]);
  expect((await bmc.get(bmc.system)).status).toBe(200);
});

test("drop: the connection is cut and nothing happens", async () => {
  const { rack, bmc } = await withFault({ action: { kind: "drop" }, times: 1 });
  await expect(bmc.reset("On")).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
  expect(wanted(rack)).toEqual([]);
});

test("lose-answer: the connection is cut after the effect", async () => {
  const { rack, bmc } = await withFault({ action: { kind: "lose-answer" }, times: 1 });
  await expect(bmc.reset("On")).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
  expect(wanted(rack)).toEqual(["on"]);
  await rack.only.until(({ power }) => power === "on", soon());
});

test("expire-sessions: tokens end, and the request is answered as it deserves", async () => {
  const { rack, bmc } = await withFault({ action: { kind: "expire-sessions" }, after: 1, times: 1 });
  const sessions = "/redfish/v1/SessionService/Sessions";
  const opened = await bmc.post(sessions, { UserName: "admin", Password: "secret" }, { user: null });
  const headers = { "x-auth-token": String(opened.headers["x-auth-token"]) };
  expect((await bmc.get(bmc.system, { user: null, headers })).status).toBe(401);
  expect((await bmc.get(bmc.system)).status).toBe(200);
  expect(rack.effects()).toEqual([]);
});

test("garbage: a good status and a body that is no JSON", async () => {
  const { bmc } = await withFault({ action: { kind: "garbage" }, times: 1 });
  await expect(bmc.get(bmc.system)).rejects.toThrow(SyntaxError);
  expect((await bmc.get(bmc.system)).status).toBe(200);
});

test("not-ready: the vendor's own message", async () => {
  const { bmc } = await withFault({ action: { kind: "not-ready" }, times: 1 });
  const answer = await bmc.get(bmc.system);
  expect([answer.status, messageKey(answer)]).toEqual([503, "SYS518"]);
});

test("delay: the answer comes later", async () => {
  const { bmc } = await withFault({ action: { kind: "delay", ms: 120 }, times: 1 });
  const asked = performance.now();
  expect((await bmc.get(bmc.system)).status).toBe(200);
  expect(performance.now() - asked).toBeGreaterThanOrEqual(118);
});

test("reset-bmc: the BMC goes down instead of answering", async () => {
  const { rack, bmc } = await withFault({ action: { kind: "reset-bmc" }, times: 1 });
  await expect(bmc.get(bmc.system)).rejects.toThrow();
  await expect(bmc.get(bmc.system)).rejects.toThrow();
  expect(rack.effects("bmc-restart")).toHaveLength(1);
});

test("slow power-off: the BMC says On until it is off", async () => {
  const rack = await testRack({ name: "m", flavour: "ilo" });
  const bmc = new RedfishCaller(rack.only);
  rack.faults.add({ on: "machine", path: /power-off/, action: { kind: "delay", ms: 100 } });
  await bmc.reset("On");
  await rack.only.until(({ system }) => system !== undefined, soon());
  await bmc.reset("ForceOff");
  expect((await bmc.get(bmc.system)).body.PowerState).toBe("On");
  await rack.only.until(({ power }) => power === "off", soon());
  expect((await bmc.get(bmc.system)).body.PowerState).toBe("Off");
});

test("a share of requests is hit, the same for equal seeds; a fault can be taken back", async () => {
  const pattern = async (seed: number): Promise<string> => {
    const rack = await testRack({ name: "m" }, { seed });
    const bmc = new RedfishCaller(rack.only);
    const takeBack = rack.faults.add({ on: "redfish", probability: 0.5, action: { kind: "status", status: 500 } });
    let seen = "";
    for (let count = 0; count < 24; count += 1) seen += (await bmc.get(bmc.system)).status === 500 ? "x" : ".";
    takeBack();
    expect((await bmc.get(bmc.system)).status).toBe(200);
    return seen;
  };
  const [one, again, other] = [await pattern(5), await pattern(5), await pattern(6)];
  expect(one).toMatch(/x/);
  expect(one).toMatch(/\./);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});
