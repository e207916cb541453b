import { expect, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { IpmiConsole } from "../testing/ipmi-console.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

async function started(machine: Partial<RackMachine> = {}) {
  const rack = await testRack({ name: "m", protocols: ["ipmi"], ...machine });
  const console = await new IpmiConsole(rack.only).login();
  const ask = async (...bytes: readonly [number, number, ...number[]]) => [...((await console.ask(...bytes)) ?? [])];
  return { rack, ask };
}

const on = async ({ rack, ask }: Awaited<ReturnType<typeof started>>): Promise<void> => {
  expect(await ask(0x00, 0x02, 1)).toEqual([0]);
  await rack.only.until(({ system }) => system !== undefined, soon());
};

test("chassis status and control; the request stands in the journal before the answer", async () => {
  const bmc = await started();
  const { rack, ask } = bmc;
  expect((await ask(0x00, 0x01))[1]).toBe(0x60);
  await on(bmc);
  expect((await ask(0x00, 0x01))[1]).toBe(0x61);
  await ask(0x00, 0x02, 0);
  expect(rack.effects("power-request").map(({ facts }) => facts["request"])).toEqual(["on", "off"]);
  await rack.only.until(({ power }) => power === "off", soon());
});

test.each([
  [2, "cycle"],
  [3, "reset"],
  [4, "nmi"],
  [5, "soft-off"],
])("control %i asks for %s of what is on, and is refused while it is off", async (control, request) => {
  const bmc = await started();
  expect(await bmc.ask(0x00, 0x02, control)).toEqual([0xd5]);
  await on(bmc);
  expect(await bmc.ask(0x00, 0x02, control)).toEqual([0]);
  expect(bmc.rack.effects("power-request").at(-1)?.facts["request"]).toBe(request);
});

test("a control that is none, a short request and an unknown command are refused", async () => {
  const { ask } = await started();
  expect(await ask(0x00, 0x02, 9)).toEqual([0xcc]);
  expect(await ask(0x00, 0x02)).toEqual([0xc7]);
  expect(await ask(0x00, 0x08)).toEqual([0xc7]);
  expect(await ask(0x2c, 0x01)).toEqual([0xc1]);
  expect(await ask(0x06, 0x7f)).toEqual([0xc1]);
});

test.each([
  ["once to the network, UEFI", [0xa0, 0x04], { enabled: "once", target: "pxe", mode: "uefi" }],
  ["always from disk, BIOS", [0xc0, 0x08], { enabled: "continuous", target: "disk", mode: "bios" }],
  ["once from the CD drive, UEFI", [0xa0, 0x14], { enabled: "once", target: "cdrom", mode: "uefi" }],
  ["once into the set-up", [0xa0, 0x18], { enabled: "once", target: "bios-setup", mode: "uefi" }],
] as const)("boot flags %s are set and read back", async (_what, flags, override) => {
  const { rack, ask } = await started();
  expect(await ask(0x00, 0x08, 0x05, ...flags, 0, 0, 0)).toEqual([0]);
  expect(rack.only.machine.bootOverride).toEqual(override);
  expect(await ask(0x00, 0x09, 0x05, 0, 0)).toEqual([0, 1, 5, ...flags, 0, 0, 0]);
  expect(await ask(0x00, 0x08, 0x05, 0, 0, 0, 0, 0)).toEqual([0]);
  expect(await ask(0x00, 0x09, 0x05, 0, 0)).toEqual([0, 1, 5, 0, 0, 0, 0, 0]);
});

test("boot flags name a mode for the starts they are for, on x86; other machines know only UEFI", async () => {
  const x86 = await started({ bootOrder: [] });
  await x86.ask(0x00, 0x08, 0x05, 0x80, 0x08, 0, 0, 0);
  await on(x86);
  expect(x86.rack.only.machine.settings.bootMode).toBe("uefi");
  expect(x86.rack.only.system?.description).toMatch(/no boot sector/);
  const arm = await started({ architecture: "aarch64" });
  await arm.ask(0x00, 0x08, 0x05, 0x80, 0x08, 0, 0, 0);
  expect(arm.rack.only.machine.bootOverride.mode).toBe("uefi");
});

test("one-time boot flags end without a chassis control in time, unless parameter 3 says otherwise", async () => {
  const flags = [0x05, 0xa0, 0x04, 0, 0, 0] as const;
  const { rack, ask } = await started({ ipmi: { bootFlagsValidMs: 40 } });
  await ask(0x00, 0x08, ...flags);
  const deadline = performance.now() + 5000;
  let first = 0xff;
  while (first !== 0 && performance.now() < deadline) first = (await ask(0x00, 0x09, 0x05, 0, 0))[3] ?? 0xff;
  expect([first, rack.effects("boot-override-expired").length]).toEqual([0, 1]);
  expect(await ask(0x00, 0x08, 0x03, 0x08)).toEqual([0]);
  expect(await ask(0x00, 0x09, 0x03, 0, 0)).toEqual([0, 1, 3, 0x08]);
  await ask(0x00, 0x08, ...flags);
  const until = performance.now() + 60;
  while (performance.now() < until) first = (await ask(0x00, 0x09, 0x05, 0, 0))[3] ?? 0;
  expect(first).toBe(0xa0);
});

test("other boot parameters: set in progress and acknowledge are kept, unknown ones and devices refused", async () => {
  const { ask } = await started();
  expect(await ask(0x00, 0x08, 0x00, 0x01)).toEqual([0]);
  expect(await ask(0x00, 0x09, 0x00, 0, 0)).toEqual([0, 1, 0, 1]);
  expect(await ask(0x00, 0x08, 0x04, 0x01, 0x01)).toEqual([0]);
  expect(await ask(0x00, 0x09, 0x04, 0, 0)).toEqual([0, 1, 4, 0, 1]);
  expect(await ask(0x00, 0x08, 0x06, 0)).toEqual([0x80]);
  expect(await ask(0x00, 0x09, 0x07, 0, 0)).toEqual([0x80]);
  expect(await ask(0x00, 0x08, 0x05, 0x80, 0x1c, 0, 0, 0)).toEqual([0xcc]);
});

test.each([
  ["generic", 0],
  ["idrac", 674],
  ["ilo", 47_196],
] as const)("a BMC like %s tells the manufacturer %i", async (flavour, manufacturer) => {
  const { ask } = await started({ flavour });
  const answer = Buffer.from(await ask(0x06, 0x01));
  expect([answer[0], answer.readUIntLE(7, 3)]).toEqual([0, manufacturer]);
});

test("levels: a user looks, an operator switches, an administrator restarts the BMC", async () => {
  const users = [
    { username: "looker", password: "look", maxPrivilege: 2 },
    { username: "operator", password: "oper", maxPrivilege: 3 },
  ] as const;
  const rack = await testRack({ name: "m", protocols: ["ipmi"], ipmi: { otherUsers: users } });
  const codes = async (username: string, password: string, privilege: number): Promise<readonly unknown[]> => {
    const console = await new IpmiConsole(rack.only, { username, password, privilege }).login();
    const code = async (...bytes: readonly [number, number, ...number[]]) => (await console.ask(...bytes))?.[0];
    return [await code(0x00, 0x01), await code(0x00, 0x02, 1), await code(0x06, 0x3b, 4), await code(0x06, 0x02)];
  };
  expect(await codes("looker", "look", 2)).toEqual([0, 0xd4, 0x81, 0xd4]);
  expect(rack.effects()).toEqual([]);
  expect(await codes("operator", "oper", 3)).toEqual([0, 0, 0x81, 0xd4]);
  expect(await codes("admin", "secret", 2)).toEqual([0, 0xd4, 0x81, 0xd4]);
  expect(await codes("admin", "secret", 4)).toEqual([0, 0, 0, 0]);
  expect(rack.effects("bmc-restart")).toHaveLength(1);
});

test("a session starts at the level of a user until it asks for more", async () => {
  const rack = await testRack({ name: "m", protocols: ["ipmi"] });
  const console = new IpmiConsole(rack.only);
  await console.open();
  expect((await console.ask(0x00, 0x02, 1))?.[0]).toBe(0xd4);
  expect([...((await console.ask(0x06, 0x3b, 0)) ?? [])]).toEqual([0, 2]);
  expect([...((await console.ask(0x06, 0x3b, 4)) ?? [])]).toEqual([0, 4]);
  expect((await console.ask(0x00, 0x02, 1))?.[0]).toBe(0);
});

test("sensor records are read in parts under a reservation, another reservation cancels it", async () => {
  const bmc = await started();
  await on(bmc);
  const reserve = async () => (await bmc.ask(0x0a, 0x22)).slice(1);
  const first = await reserve();
  const whole = await bmc.ask(0x0a, 0x23, ...first, 0, 0, 0, 0xff);
  expect(whole).toEqual([0xca]);
  const head = await bmc.ask(0x0a, 0x23, ...first, 0, 0, 0, 5);
  expect(head).toEqual([0, 2, 0, 1, 0, 0x51, 0x01, 53]);
  const rest = await bmc.ask(0x0a, 0x23, ...first, 0, 0, 37, 32);
  expect(Buffer.from(rest.slice(3)).toString("latin1")).toMatch(/Inlet Temp$/);
  await reserve();
  expect(await bmc.ask(0x0a, 0x23, ...first, 0, 0, 5, 16)).toEqual([0xc5]);
  expect(await bmc.ask(0x0a, 0x23, ...first, 0x77, 0, 0, 5)).toEqual([0xcb]);
  expect(await bmc.ask(0x04, 0x2d, 2)).toEqual([0, 38, 0x40, 0xc0]);
  expect(await bmc.ask(0x04, 0x27, 1)).toEqual([0, 0x10, 0, 0, 0, 0, 47, 0]);
  expect(await bmc.ask(0x04, 0x2d, 99)).toEqual([0xcb]);
});

test("a sensor of a machine that is off cannot be read", async () => {
  const { ask } = await started();
  expect(await ask(0x04, 0x2d, 2)).toEqual([0, 0, 0x60, 0xc0]);
});
