import { afterEach, describe, expect, test } from "vitest";
import {
  type FakeService,
  type Handler,
  LeapingClock,
  type Reply,
  smallService,
  startService,
} from "../fake-service.test.support.js";
import type { RedfishPoolOptions, RedfishTarget } from "../index.js";
import { createRedfishPool, type RedfishPool } from "../index.js";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

async function serve(
  handler: Handler,
  options: RedfishPoolOptions = {},
): Promise<{ service: FakeService; pool: RedfishPool; target: RedfishTarget }> {
  const service = await startService(handler);
  const pool = createRedfishPool({ clock: new LeapingClock(), ...options });
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  return { service, pool, target: { address: service.url, username: "admin", password: "s3cret-pw" } };
}

const system: Reply = { status: 200, json: { Id: "1", PowerState: "On" } };

describe("the pool", () => {
  test("gives the same client for the same target, another for another password or system", async () => {
    const { pool, target } = await serve(smallService());
    const one = await pool.for(target);
    expect(await pool.for({ ...target })).toBe(one);
    expect(await pool.for({ ...target, password: "other" })).not.toBe(one);
    expect(await pool.for({ ...target, systemId: "/redfish/v1/Systems/2" })).not.toBe(one);
    expect(await pool.for({ ...target, verifyCa: false })).not.toBe(one);
  });

  test("shares one session between the systems of an account until the last client closes", async () => {
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path.startsWith("/s") ? system : undefined)),
    );
    const one = await pool.for({ ...target, systemId: "/s/1" });
    const two = await pool.for({ ...target, systemId: "/s/2" });
    expect([(await one.system()).uri, (await two.system()).uri]).toEqual(["/s/1", "/s/2"]);
    await one.close();
    expect(service.log().some((line) => line.startsWith("DELETE"))).toBe(false);
    await two.close();
    expect(service.log().filter((line) => /POST|DELETE/.test(line))).toEqual([
      "POST /redfish/v1/Logins",
      "DELETE /redfish/v1/Logins/1",
    ]);
  });

  test("logs out the account used least recently when there are too many", async () => {
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path === "/x" ? system : undefined)),
      { maxConnections: 1 },
    );
    const first = await pool.for(target);
    await first.get("/x");
    await pool.for({ ...target, username: "other" });
    await expect(first.get("/x")).rejects.toMatchObject({ code: "CLOSED" });
    await pool.close();
    expect(service.log()).toContain("DELETE /redfish/v1/Logins/1");
  });

  test.each([
    { option: { authType: "digest" as "basic" }, attribute: "authType" },
    { option: { address: "ftp://bmc" }, attribute: "address" },
    { option: { verifyCa: "/nonexistent/ca.pem" }, attribute: "verifyCa" },
    { option: { tlsMinVersion: "0.9" as "1.2" }, attribute: "tlsMinVersion" },
  ])("refuses an unusable $attribute by name", async ({ option, attribute }) => {
    const { pool, target } = await serve(smallService());
    await expect(pool.for({ ...target, ...option })).rejects.toMatchObject({ code: "BAD_OPTION", attribute });
  });
});
