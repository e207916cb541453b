import { expect, test } from "vitest";
import type { Fault, FaultAction } from "../faults/faults.js";
import { IpmiConsole } from "../testing/ipmi-console.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

async function withFault(fault: Partial<Fault> & { readonly action: FaultAction }) {
  const rack = await testRack({ name: "m", protocols: ["ipmi"], bmc: { restartMs: 120, notReadyMs: 60_000 } });
  const console = await new IpmiConsole(rack.only).login();
  rack.faults.add({ on: "ipmi", path: /^0\/2$/, times: 1, ...fault });
  return { rack, console };
}

const POWER_ON = [0x00, 0x02, 0x01] as const;

test.each(["drop", "hang"] as const)(
  "%s: the packet is lost and nothing happens; the next is answered",
  async (kind) => {
    const { rack, console } = await withFault({ action: { kind } });
    expect(await console.ask(...POWER_ON)).toBeUndefined();
    expect(rack.effects()).toEqual([]);
    expect((await console.ask(...POWER_ON))?.[0]).toBe(0);
  },
);

test("lose-answer: the effect takes place", async () => {
  const { rack, console } = await withFault({ action: { kind: "lose-answer" } });
  expect(await console.ask(...POWER_ON)).toBeUndefined();
  await rack.only.until(({ power }) => power === "on", soon());
});

test.each([0xc0, 0xc3, 0xd5])("completion-code: %i instead of the effect", async (code) => {
  const { rack, console } = await withFault({ action: { kind: "completion-code", code } });
  expect([...((await console.ask(...POWER_ON)) ?? [])]).toEqual([code]);
  expect(rack.effects()).toEqual([]);
});

test("garbage: a good completion code without its data and without the effect", async () => {
  const { rack, console } = await withFault({ path: /^0\//, times: 2, action: { kind: "garbage" } });
  expect([...((await console.ask(0x00, 0x01)) ?? [])]).toEqual([0]);
  expect([...((await console.ask(...POWER_ON)) ?? [])]).toEqual([0]);
  expect(rack.effects()).toEqual([]);
});

test("not-ready: initialization in progress", async () => {
  const { console } = await withFault({ action: { kind: "not-ready" } });
  expect((await console.ask(...POWER_ON))?.[0]).toBe(0xd2);
});

test("delay: the answer comes later", async () => {
  const { console } = await withFault({ action: { kind: "delay", ms: 100 } });
  const asked = performance.now();
  expect((await console.ask(...POWER_ON))?.[0]).toBe(0);
  expect(performance.now() - asked).toBeGreaterThanOrEqual(98);
});

test("expire-sessions: the session is gone, another can be opened", async () => {
  const { rack, console } = await withFault({ action: { kind: "expire-sessions" } });
  expect(await console.ask(...POWER_ON)).toBeUndefined();
  expect(await console.ask(...POWER_ON)).toBeUndefined();
  expect(await new IpmiConsole(rack.only).open()).toBe("open");
});

test("reset-bmc: it is gone a while and has forgotten its sessions, then it is not ready", async () => {
  const { rack, console } = await withFault({ action: { kind: "reset-bmc" } });
  expect(await console.ask(...POWER_ON)).toBeUndefined();
  expect(rack.effects("bmc-restart")).toHaveLength(1);
  const deadline = performance.now() + 10_000;
  let answer: Buffer | undefined;
  while (answer === undefined && performance.now() < deadline)
    answer = await new IpmiConsole(rack.only).presession(0x06, 0x38, 0x8e, 4);
  expect(answer?.[0]).toBe(0xd2);
});

test.each(["open", "rakp1", "rakp3"])("a lost packet of the handshake: %s", async (step) => {
  const { rack } = await withFault({ path: new RegExp(`rmcp/${step}`), action: { kind: "drop" } });
  expect(await new IpmiConsole(rack.only).open()).toBe("no answer");
  expect(await new IpmiConsole(rack.only).open()).toBe("open");
});

test("packet loss: a share of packets gets no answer, the same for equal seeds", async () => {
  const pattern = async (): Promise<string> => {
    const rack = await testRack({ name: "m", protocols: ["ipmi"] }, { seed: 11 });
    const console = await new IpmiConsole(rack.only).login();
    rack.faults.add({ on: "ipmi", probability: 0.3, action: { kind: "drop" } });
    let seen = "";
    for (let count = 0; count < 12; count += 1) seen += (await console.ask(0x00, 0x01)) === undefined ? "x" : ".";
    return seen;
  };
  const first = await pattern();
  expect(first).toMatch(/x/);
  expect(first).toMatch(/\./);
  expect(await pattern()).toBe(first);
});
