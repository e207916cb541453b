import { expect, test } from "vitest";
import { simulatedKernel, simulatedRamdisk } from "../artifacts/boot-files.js";
import type { RackMachine } from "../rack/rack-machine.js";
import { fileServer } from "../testing/file-server.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

/** A machine that runs a ramdisk. */
async function running(
  machine: Partial<RackMachine> = {},
  stopRamdisk: (how: "graceful" | "cut") => Promise<void> = async () => undefined,
) {
  const files = await fileServer({ "/kernel": simulatedKernel("x86_64"), "/ramdisk": simulatedRamdisk("x86_64") });
  const rack = await testRack({ name: "m", bootOrder: ["pxe"], ...machine }, { bootServerUrl: files.url, stopRamdisk });
  const [mac = ""] = rack.only.macAddresses;
  const script = `#!ipxe\nkernel ${files.url}/kernel\ninitrd ${files.url}/ramdisk\nboot\n`;
  files.files.set(`/boot/ipxe/${mac.replaceAll(":", "-")}`, script);
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system?.kind === "agent", soon());
  return rack;
}

/** Something that happens once. */
class Gate {
  readonly opened: Promise<void>;
  open: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

const names = (rack: Awaited<ReturnType<typeof running>>): readonly string[] =>
  rack.effects().map(({ effect }) => effect);

test("power on, what it boots and power off stand in the journal in order", async () => {
  const rack = await running();
  rack.only.machine.request("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(names(rack)).toEqual(["power-request", "power-on", "boot", "power-request", "power-off"]);
  expect(rack.ramdisks[0]?.stops).toEqual(["cut"]);
});

test("a graceful shutdown asks the system and leaves the machine on until it has ended", async () => {
  const [asked, ended] = [new Gate(), new Gate()];
  const rack = await running({}, async () => {
    asked.open();
    await ended.opened;
  });
  rack.only.machine.request("soft-off");
  await asked.opened;
  expect(rack.only.power).toBe("on");
  ended.open();
  await rack.only.until(({ power }) => power === "off", soon());
  expect(rack.ramdisks[0]?.stops).toEqual(["graceful"]);
});

test.each(["at once", "while it hangs"])("a hard power-off overtakes a graceful shutdown %s", async (when) => {
  const asked = new Gate();
  const rack = await running({}, async (how) => {
    asked.open();
    if (how === "graceful") await new Gate().opened;
  });
  rack.only.machine.request("soft-off");
  if (when === "while it hangs") await asked.opened;
  rack.only.machine.request("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(rack.effects("power-off").map(({ facts }) => facts["how"])).toEqual(["cut"]);
});

test("nothing hears a graceful shutdown while no system runs, and some ignore it a while", async () => {
  const rack = await running({ ignoresShutdown: 1 });
  const { machine } = rack.only;
  machine.request("soft-off");
  machine.request("soft-reset");
  await rack.only.until(() => rack.ramdisks.length === 2, soon());
  expect(names(rack)).not.toContain("power-off");
  const bare = await testRack({ name: "bare" });
  bare.only.machine.request("on");
  await bare.only.until(({ system }) => system?.kind === "none", soon());
  bare.only.machine.request("soft-off");
  bare.only.machine.request("cycle");
  await bare.only.until(() => bare.effects("power-on").length === 2, soon());
  expect(bare.effects("power-off").map(({ facts }) => facts["how"])).toEqual(["cut"]);
});

test("a reset boots again without power going off; a cycle goes off and on", async () => {
  const rack = await running();
  rack.only.machine.request("reset");
  await rack.only.until(() => rack.ramdisks.length === 2, soon());
  expect(names(rack)).not.toContain("power-off");
  rack.only.machine.request("cycle");
  await rack.only.until(() => rack.ramdisks.length === 3, soon());
  expect(names(rack).filter((name) => name.startsWith("power-o"))).toEqual(["power-on", "power-off", "power-on"]);
});

test("a system may switch its machine off, and has no say once it was stopped", async () => {
  const rack = await running();
  const [ramdisk] = rack.ramdisks;
  ramdisk?.requestPower("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(rack.effects("power-request").at(-1)?.facts).toEqual({ request: "off", by: "system" });
  rack.only.machine.request("on");
  await rack.only.until(() => rack.ramdisks.length === 2, soon());
  ramdisk?.requestPower("off");
  rack.only.machine.request("nmi");
  await rack.only.until(({ nmiCount }) => nmiCount === 1, soon());
  expect(rack.effects("power-request").at(-1)?.facts["request"]).toBe("nmi");
});

test("a boot override counts for one start, or for all", async () => {
  const rack = await running({ bootOrder: ["pxe"] });
  const { machine } = rack.only;
  machine.settings.setBootOverride({ enabled: "once", target: "bios-setup" });
  const ended = async (kind: string, boots: number): Promise<void> => {
    machine.request("reset");
    await rack.only.until(({ system }) => system?.kind === kind && rack.effects("boot").length === boots, soon());
  };
  await ended("none", 2);
  await ended("agent", 3);
  machine.settings.setBootOverride({ enabled: "continuous", target: "bios-setup" });
  await ended("none", 4);
  await ended("none", 5);
});

test("BIOS attributes and secure boot come into force with the next start", async () => {
  const rack = await running();
  const { settings } = rack.only.machine;
  settings.stageBios({ NumLock: "Off" });
  settings.setSecureBoot(true);
  expect([settings.bios["NumLock"], settings.secureBootInUse]).toEqual(["On", false]);
  rack.only.machine.request("reset");
  await rack.only.until(() => rack.ramdisks.length === 2, soon());
  expect([settings.bios["NumLock"], settings.secureBootInUse, settings.pendingBios]).toEqual(["Off", true, {}]);
});

test("a slow power-off and a request that has no effect are faults between BMC and machine", async () => {
  const rack = await running();
  rack.faults.add({ on: "machine", path: /^power-off$/, action: { kind: "ignore" }, times: 1 });
  rack.faults.add({ on: "machine", path: /^power-off$/, action: { kind: "delay", ms: 120 } });
  rack.only.machine.request("off");
  const asked = performance.now();
  rack.only.machine.request("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(performance.now() - asked).toBeGreaterThanOrEqual(118);
  expect(rack.effects("power-off")).toHaveLength(1);
});

test("a ramdisk that cannot start leaves a machine on which nothing runs, and says why", async () => {
  const files = await fileServer({ "/k": simulatedKernel("x86_64"), "/r": simulatedRamdisk("x86_64") });
  const rack = await testRack(
    { name: "m", bootOrder: ["pxe"] },
    { bootServerUrl: files.url, startRamdisk: () => Promise.reject(new Error("no room")) },
  );
  const script = `#!ipxe\nkernel ${files.url}/k\ninitrd ${files.url}/r\nboot\n`;
  files.files.set(`/boot/ipxe/${rack.only.macAddresses[0]?.replaceAll(":", "-")}`, script);
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect(rack.only.system).toMatchObject({ kind: "none", description: "Error: no room" });
  expect(rack.effects("boot-failed")).toHaveLength(1);
});

test("the end of a simulation waits until its systems have ended", async () => {
  const [asked, ended] = [new Gate(), new Gate()];
  const rack = await running({}, async () => {
    asked.open();
    await ended.opened;
  });
  let isClosed = false;
  const closed = rack.close().then(() => {
    isClosed = true;
  });
  await asked.opened;
  await new Promise((resolve) => setImmediate(resolve));
  expect([isClosed, rack.ramdisks[0]?.stops]).toEqual([false, ["cut"]]);
  ended.open();
  await closed;
});

test("a system that cannot be stopped does not withstand a power cut", async () => {
  const rack = await running({}, () => Promise.reject(new Error("stuck")));
  rack.only.machine.request("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(rack.only.system).toBeUndefined();
  expect(rack.effects("stop-failed")).toHaveLength(1);
});

test("until rejects with the signal's reason", async () => {
  const rack = await testRack({ name: "m" });
  const reason = new Error("enough");
  await expect(rack.only.until(() => false, AbortSignal.abort(reason))).rejects.toBe(reason);
  const control = new AbortController();
  const waiting = rack.only.until(() => false, control.signal);
  control.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});
