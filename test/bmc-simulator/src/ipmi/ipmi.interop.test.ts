import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { type ProgramEnd, runProgram } from "../testing/run-program.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

const USERS = [{ username: "looker", password: "look", maxPrivilege: 2 }] as const;

async function bmcOf(machine: Partial<RackMachine> = {}) {
  const rack = await testRack({
    name: "m",
    protocols: ["ipmi"],
    ...machine,
    ipmi: { otherUsers: USERS, ...machine.ipmi },
  });
  const { port = 0 } = rack.only.ipmi ?? {};
  const is = (power: "on" | "off") =>
    rack.only.until((now) => now.power === power && (power === "off" || now.system !== undefined), soon());
  return { rack, port, is };
}

describe.skipIf(!interopProgram("ipmitool"))("ipmitool", () => {
  async function tool(machine: Partial<RackMachine> = {}) {
    const bmc = await bmcOf(machine);
    const ask = (args: string, { suite = 17, user = "admin", password = "secret", level = "ADMINISTRATOR" } = {}) =>
      runProgram("ipmitool", [
        ...["-I", "lanplus", "-H", "127.0.0.1", "-p", String(bmc.port), "-N", "2", "-R", "2"],
        ...["-C", String(suite), "-U", user, "-P", password, "-L", level],
        ...args.split(" "),
      ]);
    return { ...bmc, ask };
  }

  test.each([3, 17])("reads and changes power with suite %i", async (suite) => {
    const { rack, ask, is } = await tool();
    const power = (what: string): Promise<ProgramEnd> => ask(`power ${what}`, { suite });
    expect(await power("status")).toEqual({ code: 0, text: "Chassis Power is off" });
    expect((await power("on")).text).toBe("Chassis Power Control: Up/On");
    await is("on");
    expect((await power("status")).text).toBe("Chassis Power is on");
    for (const what of ["soft", "reset", "diag", "cycle", "off"])
      expect([what, (await power(what)).code]).toEqual([what, 0]);
    await is("off");
    const asked = rack.effects("power-request").map(({ facts }) => facts["request"]);
    expect(asked).toEqual(["on", "soft-off", "reset", "nmi", "cycle", "off"]);
  });

  test.each([
    [
      "chassis bootdev pxe options=efiboot,persistent",
      { enabled: "continuous", target: "pxe", mode: "uefi" },
      /Force PXE/,
    ],
    ["chassis bootdev disk", { enabled: "once", target: "disk", mode: "bios" }, /Force Boot from default Hard-Drive/],
    ["chassis bootdev cdrom options=efiboot", { enabled: "once", target: "cdrom", mode: "uefi" }, /CD\/DVD/],
    ["chassis bootdev bios options=efiboot", { enabled: "once", target: "bios-setup", mode: "uefi" }, /BIOS Setup/],
  ] as const)("%s", async (command, override, shown) => {
    const { rack, ask } = await tool();
    expect((await ask(command)).code).toBe(0);
    expect(rack.only.machine.bootOverride).toEqual(override);
    expect((await ask("chassis bootparam get 5")).text).toMatch(shown);
    expect((await ask("chassis bootdev none")).code).toBe(0);
    expect(rack.only.machine.bootOverride).toEqual({ enabled: "disabled", target: null });
  });

  test("shows the BMC, its sensors, its empty event log, users and channel", async () => {
    const { ask, is } = await tool({ flavour: "idrac" });
    await ask("power on");
    await is("on");
    const info = (await ask("mc info")).text;
    expect(info).toMatch(/Manufacturer Name\s+: .*D[Ee][Ll][Ll]/);
    expect(info).toMatch(/IPMI Version\s+: 2\.0/);
    const sensors = (await ask("sdr list")).text.split("\n").map((line) => line.split("|").map((part) => part.trim()));
    expect(sensors).toEqual([
      ["Inlet Temp", "23 degrees C", "ok"],
      ["CPU1 Temp", "38 degrees C", "ok"],
      ["Fan1", "6000 RPM", "ok"],
      ["Fan2", "6120 RPM", "ok"],
      ["VBAT", "3.06 Volts", "ok"],
      ["Pwr Consumption", "180 Watts", "ok"],
    ]);
    expect((await ask("sensor get VBAT")).text).toMatch(/Upper Critical\s+: 3\.660/);
    expect((await ask("sel info")).text).toMatch(/Entries\s+: 0/);
    expect((await ask("sel list")).text).toBe("SEL has no entries");
    expect((await ask("user list 1")).text).toMatch(/2\s+admin\s.*ADMINISTRATOR\s+3\s+looker\s.*USER/);
    expect((await ask("channel info 1")).text).toMatch(/802\.3 LAN/);
    expect((await ask("raw 0x00 0x01")).text).toBe("61 00 40");
    expect((await ask("raw 0x00 0x3f")).text).toMatch(/rsp=0xc1/);
    expect((await ask("mc guid")).code).toBe(0);
  });

  test("a sensor that cannot be read says so", async () => {
    const { ask } = await tool();
    expect((await ask("sdr list")).text).toMatch(/CPU1 Temp\s+\| (disabled|no reading|Not Readable)/);
  });

  test.each([3, 17])(
    "a wrong password, an unknown user and too high a level get no session with suite %i",
    async (suite) => {
      const { rack, ask } = await tool();
      const refused = { code: 1, text: expect.stringContaining("Unable to establish IPMI v2 / RMCP+ session") };
      expect(await ask("power on", { suite, password: "wrong" })).toMatchObject(refused);
      expect(await ask("power on", { suite, user: "nobody" })).toMatchObject(refused);
      expect(await ask("power on", { suite, user: "looker", password: "look" })).toMatchObject(refused);
      expect(rack.effects()).toEqual([]);
    },
  );

  test("a user may look and not switch", async () => {
    const { rack, ask } = await tool();
    const user = { user: "looker", password: "look", level: "USER" };
    expect((await ask("power status", user)).text).toBe("Chassis Power is off");
    expect((await ask("power on", user)).text).toMatch(/Insufficient privilege level/);
    expect(rack.effects()).toEqual([]);
  });

  test("a suite that is off is refused by name, one that was switched on works", async () => {
    const off = await tool();
    expect((await off.ask("power status", { suite: 8 })).text).toMatch(/no matching cipher suite/);
    const on = await tool({ ipmi: { cipherSuites: [0, 8] } });
    expect((await on.ask("power status", { suite: 8 })).text).toBe("Chassis Power is off");
    expect((await on.ask("power status", { suite: 0 })).text).toBe("Chassis Power is off");
  });

  test("every session is closed again", async () => {
    const { ask } = await tool({ ipmi: { maxSessions: 1 } });
    for (let count = 0; count < 3; count += 1) expect((await ask("power status")).code).toBe(0);
  });

  test("a packet that is lost now and then is sent again", async () => {
    const { rack, ask } = await tool();
    rack.faults.add({ on: "ipmi", path: /^0\/1$/, times: 1, action: { kind: "drop" } });
    expect((await ask("power status")).text).toBe("Chassis Power is off");
  });

  test("a restart of the BMC is journalled, and it is back after a while", async () => {
    const { rack, ask } = await tool({ bmc: { restartMs: 200 } });
    expect((await ask("mc reset cold")).code).toBe(0);
    expect(rack.effects("bmc-restart")).toHaveLength(1);
    expect((await ask("power status")).text).toMatch(/Chassis Power is off$/);
  });
});

describe.skipIf(!interopProgram("ipmipower"))("ipmipower", () => {
  const HOST = "127.0.0.1";

  async function power(args: string, machine: Partial<RackMachine> = {}) {
    const home = await mkdtemp(join(tmpdir(), "freeipmi-"));
    onTestFinished(() => rm(home, { recursive: true }));
    const bmc = await bmcOf(machine);
    const run = (more: string) =>
      runProgram(
        "ipmipower",
        ["-D", "LAN_2_0", "-h", `${HOST}:${bmc.port}`, "-u", "admin", ...`${args} ${more}`.split(" ")],
        {
          HOME: home,
        },
      );
    return { ...bmc, run };
  }

  test.each([3, 8, 12, 17])("switches a machine with suite %i", async (suite) => {
    const { rack, run, is } = await power(`-p secret -I ${suite}`, { ipmi: { cipherSuites: [3, 8, 12, 17] } });
    expect((await run("--stat")).text).toBe(`${HOST}: off`);
    expect((await run("--on")).text).toBe(`${HOST}: ok`);
    await is("on");
    expect((await run("--stat")).text).toBe(`${HOST}: on`);
    expect((await run("--reset")).text).toBe(`${HOST}: ok`);
    expect((await run("--off")).text).toBe(`${HOST}: ok`);
    await is("off");
    expect(rack.effects("power-request").map(({ facts }) => facts["request"])).toEqual(["on", "reset", "off"]);
  });

  test("names a wrong password", async () => {
    const { run } = await power("-p wrong -I 17");
    expect((await run("--stat")).text).toBe(`${HOST}: password invalid`);
  });

  test("waits until the machine is off", async () => {
    const { run, is } = await power("-p secret -I 3", { timing: { powerOffMs: 100 } });
    await run("--on");
    await is("on");
    expect((await run("--off --wait-until-off")).text).toBe(`${HOST}: ok`);
    expect((await run("--stat")).text).toBe(`${HOST}: off`);
  });
});
