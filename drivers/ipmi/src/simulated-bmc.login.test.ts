import type { RackMachine } from "@steelyard/bmc-simulator";
import type { JsonObject } from "@steelyard/interfaces";
import { afterEach, describe, expect, test } from "vitest";
import { type DriverUnderTest, theDriver } from "./testing/a-bmc.test.support.js";
import { aWorld, endWorlds, FAST } from "./testing/a-rack.test.support.js";

/** More than any BMC has sessions. */
const MANY = 20;

afterEach(endWorlds);

describe("the reason why a session is refused", () => {
  test.each<{ title: string; ipmi?: RackMachine["ipmi"]; driverInfo: JsonObject; code: string; names: string }>([
    {
      title: "a wrong password",
      driverInfo: { ipmi_password: "wrong" },
      code: "AUTH_REJECTED",
      names: "ipmi_password",
    },
    {
      title: "an unknown user",
      driverInfo: { ipmi_username: "nobody" },
      code: "AUTH_REJECTED",
      names: "ipmi_username",
    },
    {
      title: "a privilege the user does not have",
      ipmi: { maxPrivilege: 2 },
      driverInfo: {},
      code: "AUTH_REJECTED",
      names: "ipmi_priv_level",
    },
    {
      title: "another Kg key",
      driverInfo: { ipmi_hex_kg_key: "08".repeat(20) },
      code: "AUTH_REJECTED",
      names: "ipmi_hex_kg_key",
    },
  ])("is $title", async ({ ipmi, driverInfo, code, names }) => {
    const { driver, task } = await aWorld(ipmi);
    const failure = await driver.power.getPowerState(task(driverInfo)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(names) });
  });

  test("is that others hold all sessions, until they give one back", async () => {
    const { driver, task } = await aWorld();
    const others: DriverUnderTest[] = [];
    let refusal: unknown;
    while (refusal === undefined && others.length < MANY) {
      const other = theDriver(FAST);
      others.push(other);
      refusal = await other.power.getPowerState(task()).then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    expect(refusal).toMatchObject({ code: "BMC_BUSY", details: { ipmi: "INSUFFICIENT_RESOURCES" } });
    await others[0]?.pool.close();
    expect(await driver.power.getPowerState(task())).toBe("power off");
    await Promise.all(others.map(({ pool }) => pool.close()));
  });
});

test("sessions are given back when the pool is closed", async () => {
  const { task } = await aWorld();
  for (let times = 0; times < MANY; times += 1) {
    const next = theDriver(FAST);
    expect(await next.power.getPowerState(task())).toBe("power off");
    await next.pool.close();
  }
});
