import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { runProgram } from "../testing/run-program.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

describe.skipIf(!interopProgram("redfishtool"))("redfishtool", () => {
  async function tool(machine: Partial<RackMachine> = {}) {
    const rack = await testRack({ name: "m", ...machine });
    const url = new URL(rack.only.redfish?.url ?? "");
    const ask = async (args: string, { password = "secret", auth = "Basic" } = {}) =>
      runProgram("redfishtool", [
        ...["-r", url.host, "-u", "admin", "-p", password, "-A", auth],
        ...["-S", url.protocol === "https:" ? "Always" : "Never", "-n"],
        ...args.split(" "),
      ]);
    const json = async (args: string, options?: { auth?: string }) => {
      const { code, text } = await ask(args, options);
      if (code !== 0) throw new Error(text);
      return JSON.parse(text) as unknown;
    };
    return { rack, ask, json };
  }

  test.each(["generic", "idrac", "ilo"] as const)("walks %s: systems, chassis, managers", async (flavour) => {
    const { rack, json } = await tool({ flavour });
    const systemId = rack.only.redfish?.systemId;
    expect(await json("Systems")).toMatchObject({ Members: [{ "@odata.id": systemId }] });
    expect(await json("Systems -1 -P UUID")).toEqual({ UUID: rack.only.uuid });
    expect(await json("Systems -1 EthernetInterfaces")).toMatchObject({ "Members@odata.count": 2 });
    expect(await json("Systems -1 Processors -a")).toMatchObject({ Members: [{ InstructionSet: "x86-64" }] });
    expect(await json("Chassis -1 Thermal")).toMatchObject({ Fans: [{ Name: "Fan1" }, { Name: "Fan2" }] });
    expect(await json("Managers -1 -P ManagerType")).toEqual({ ManagerType: "BMC" });
  });

  test("resets a system and overrides its boot", async () => {
    const { rack, ask, json } = await tool();
    expect((await ask("Systems -1 reset On")).code).toBe(0);
    await rack.only.until(({ system }) => system !== undefined, soon());
    expect(await json("Systems -1 -P PowerState")).toEqual({ PowerState: "On" });
    expect(await json("Systems -1 setBootOverride Once Pxe")).toMatchObject({
      Boot: { BootSourceOverrideEnabled: "Once", BootSourceOverrideTarget: "Pxe" },
    });
    expect(rack.only.machine.bootOverride).toEqual({ enabled: "once", target: "pxe" });
    expect((await ask("Systems -1 setBootOverride Disabled None")).code).toBe(0);
    expect((await ask("Systems -1 setIndicatorLed Blinking")).code).toBe(0);
    expect(rack.only.machine.indicator("system")).toBe("blinking");
    expect((await ask("Systems -1 reset ForceOff")).code).toBe(0);
    await rack.only.until(({ power }) => power === "off", soon());
  });

  test("opens, lists and ends sessions", async () => {
    const { json, ask } = await tool({ redfish: { isTls: true } });
    const login = (await json("SessionService login")) as { SessionId: string; "X-Auth-Token": string };
    expect(login["X-Auth-Token"]).toMatch(/^[0-9a-f]{32}$/);
    expect(await json("SessionService Sessions")).toMatchObject({
      Members: [{ "@odata.id": expect.stringMatching(new RegExp(`/${login.SessionId}$`)) }],
    });
    expect((await ask(`SessionService -i ${login.SessionId} logout`)).code).toBe(0);
    expect(await json("SessionService Sessions")).toMatchObject({ Members: [] });
    expect(await json("Systems -1 -P PowerState", { auth: "Session" })).toEqual({ PowerState: "Off" });
    expect(await json("SessionService Sessions")).toMatchObject({ Members: [] });
  });

  test("is told of wrong credentials", async () => {
    const { ask } = await tool();
    const { code, text } = await ask("Systems", { password: "wrong" });
    expect(code).not.toBe(0);
    expect(text).toMatch(/401 -- Unauthorized/);
  });
});
