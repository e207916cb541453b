import { afterEach, describe, expect, test } from "vitest";
import {
  type FakeService,
  type Handler,
  LeapingClock,
  type Reply,
  smallService,
  startService,
} from "../fake-service.test.support.js";
import type { RedfishPoolOptions, RedfishTarget, SessionStore, StoredSession } from "../index.js";
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

interface MemoryStore extends SessionStore {
  held: StoredSession | undefined;
  isOthers: boolean;
}

function memoryStore(initial?: StoredSession): MemoryStore {
  return {
    held: initial,
    isOthers: false,
    async load() {
      return this.held;
    },
    async save(session) {
      this.held = session;
    },
    async clear(session) {
      if (this.held?.token === session.token) this.held = undefined;
    },
    async isTakenOver() {
      return this.isOthers;
    },
  };
}

describe("sessions", () => {
  test("logs in once for concurrent requests, at the place the root names, and deletes the session on close", async () => {
    const { service, pool, target } = await serve(
      smallService((request) => (request.path === "/redfish/v1/Systems/1" ? system : undefined)),
      { concurrencyPerBmc: 2 },
    );
    const client = await pool.for(target);
    await Promise.all([1, 2, 3, 4].map(() => client.get("/redfish/v1/Systems/1")));
    await client.close();
    expect(service.log().filter((line) => line.startsWith("POST"))).toEqual(["POST /redfish/v1/Logins"]);
    expect(service.log().at(-1)).toBe("DELETE /redfish/v1/Logins/1");
    const reads = service.seen.filter(({ path }) => path === "/redfish/v1/Systems/1");
    expect(reads).toHaveLength(4);
    for (const { headers } of reads) {
      expect(headers).toMatchObject({
        "x-auth-token": "token-1",
        "odata-version": "4.0",
        "accept-encoding": "identity",
      });
      expect(headers.authorization).toBeUndefined();
    }
    await expect(client.get("/redfish/v1/Systems/1")).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("logs in again once when the session expired, and replays the write", async () => {
    const { service, pool, target } = await serve(
      smallService(({ method, headers, path }) => {
        if (path !== "/redfish/v1/Systems/1") return undefined;
        if (headers["x-auth-token"] === "token-1" && method === "PATCH") return { status: 401 };
        return system;
      }),
    );
    const client = await pool.for(target);
    await client.get("/redfish/v1/Systems/1");
    const written = await client.patch("/redfish/v1/Systems/1", { IndicatorLED: "Lit" });
    expect(written.status).toBe(200);
    expect(service.log().filter((line) => /POST|PATCH/.test(line))).toEqual([
      "POST /redfish/v1/Logins",
      "PATCH /redfish/v1/Systems/1",
      "POST /redfish/v1/Logins",
      "PATCH /redfish/v1/Systems/1",
    ]);
  });

  test("logs in again when the answer to the login was lost", async () => {
    let logins = 0;
    const { service, pool, target } = await serve(
      smallService((request) => {
        if (request.path === "/redfish/v1/Systems/1") return system;
        if (request.method === "POST") logins += 1;
        return logins === 1 ? "drop" : undefined;
      }),
    );
    await (await pool.for(target)).get("/redfish/v1/Systems/1");
    expect(service.log()).toEqual([
      "GET /redfish/v1/",
      "POST /redfish/v1/Logins",
      "POST /redfish/v1/Logins",
      "GET /redfish/v1/Systems/1",
    ]);
  });

  test("gives up with AUTH_REJECTED when a new session is refused too", async () => {
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path === "/x" ? { status: 401 } : undefined)),
    );
    const client = await pool.for(target);
    await expect(client.get("/x")).rejects.toMatchObject({ code: "AUTH_REJECTED", status: 401, path: "/x" });
    expect(service.log().filter((line) => line === "GET /x")).toHaveLength(2);
  });

  test("logs in again once for 403, in place of the refused session, and not again for the same request", async () => {
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path === "/x" ? { status: 403 } : undefined)),
    );
    const client = await pool.for(target);
    await expect(client.get("/x")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(client.get("/x")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(service.log().filter((line) => /POST|DELETE/.test(line))).toEqual([
      "POST /redfish/v1/Logins",
      "DELETE /redfish/v1/Logins/1",
      "POST /redfish/v1/Logins",
    ]);
  });

  test.each<{ what: string; reply: Reply; authType: "auto" | "session"; outcome: string }>([
    { what: "there is no session service", reply: { status: 404 }, authType: "auto", outcome: "basic" },
    { what: "all sessions are taken", reply: { status: 503 }, authType: "auto", outcome: "basic" },
    { what: "the login gives no token", reply: { status: 201 }, authType: "auto", outcome: "basic" },
    { what: "the password is refused", reply: { status: 401 }, authType: "auto", outcome: "AUTH_REJECTED" },
    {
      what: "the password is refused in iLO's way",
      reply: {
        status: 400,
        json: { error: { "@Message.ExtendedInfo": [{ MessageId: "iLO.2.8.UnauthorizedLoginAttempt" }] } },
      },
      authType: "auto",
      outcome: "AUTH_REJECTED",
    },
    {
      what: "the login is refused with an offer of basic",
      reply: { status: 401, headers: { "www-authenticate": 'Basic realm="bmc"' } },
      authType: "auto",
      outcome: "basic",
    },
    { what: "only sessions are allowed", reply: { status: 404 }, authType: "session", outcome: "NOT_FOUND" },
  ])("ends with $outcome when $what ($authType)", async ({ reply, authType, outcome }) => {
    const { service, pool, target } = await serve(
      smallService(({ method, path }) => (path === "/x" ? system : method === "POST" ? reply : undefined)),
    );
    const client = await pool.for({ ...target, authType });
    if (outcome === "basic") {
      await client.get("/x");
      await client.get("/x");
      const expected = `Basic ${Buffer.from("admin:s3cret-pw").toString("base64")}`;
      const reads = service.seen.filter(({ path }) => path === "/x");
      expect(reads.map(({ headers }) => headers.authorization)).toEqual([expected, expected]);
      expect(service.log().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    } else {
      await expect(client.get("/x")).rejects.toMatchObject({ code: outcome });
    }
  });

  test("basic never logs in, and no user name sends no credentials", async () => {
    const { service, pool, target } = await serve(() => system);
    await (await pool.for({ ...target, authType: "basic" })).get("/x");
    await (await pool.for({ address: target.address })).get("/x");
    expect(service.seen.map(({ headers }) => headers.authorization?.slice(0, 5))).toEqual(["Basic", undefined]);
  });

  test("a successor reuses the stored session and deletes it at the end", async () => {
    const store = memoryStore({ location: "/redfish/v1/Logins/9", token: "left-behind" });
    const { service, pool, target } = await serve(smallService(({ path }) => (path === "/x" ? system : undefined)));
    const client = await pool.for({ ...target, sessionStore: store });
    await client.get("/x");
    expect(service.seen[0]?.headers["x-auth-token"]).toBe("left-behind");
    await client.close();
    expect(service.log()).toEqual(["GET /x", "DELETE /redfish/v1/Logins/9"]);
    expect(store.held).toBeUndefined();
  });

  test("replaces a stored session that expired, and leaves the new one to a successor when told", async () => {
    const store = memoryStore({ location: "/redfish/v1/Logins/9", token: "expired" });
    const { service, pool, target } = await serve(
      smallService(({ path, headers }) =>
        path === "/x" ? (headers["x-auth-token"] === "expired" ? { status: 401 } : system) : undefined,
      ),
    );
    const client = await pool.for({ ...target, sessionStore: store });
    await client.get("/x");
    await client.close({ keepSession: true });
    expect(store.held).toEqual({ location: "/redfish/v1/Logins/1", token: "token-1" });
    expect(service.log().filter((line) => line.startsWith("DELETE"))).toEqual([]);
  });

  test("a session store that fails costs a warning, not the call", async () => {
    const warnings: string[] = [];
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path === "/x" ? system : undefined)),
      {
        warn: (message) => warnings.push(message),
      },
    );
    const broken: SessionStore = {
      load: () => Promise.reject(new Error("no database")),
      save: () => Promise.reject(new Error("no database")),
      clear: () => Promise.reject(new Error("no database")),
      isTakenOver: () => Promise.reject(new Error("no database")),
    };
    const client = await pool.for({ ...target, sessionStore: broken });
    await client.get("/x");
    await client.close();
    expect(warnings).toEqual(
      ["load the", "save the", "ask who uses the", "clear the"].map((what) =>
        expect.stringContaining(`Could not ${what} Redfish session`),
      ),
    );
    expect(service.log().at(-1)).toBe("DELETE /redfish/v1/Logins/1");
  });

  test("leaves a session to the process that has taken it over", async () => {
    const store = memoryStore();
    const { service, pool, target } = await serve(smallService(({ path }) => (path === "/x" ? system : undefined)));
    await (await pool.for({ ...target, sessionStore: store })).get("/x");
    store.isOthers = true;
    await pool.close();
    expect(service.log().filter((line) => line.startsWith("DELETE"))).toEqual([]);
    expect(store.held).toEqual({ location: "/redfish/v1/Logins/1", token: "token-1" });
  });

  test("a process that used no session ends none", async () => {
    const store = memoryStore({ location: "/redfish/v1/Logins/9", token: "of another" });
    const { service, pool, target } = await serve(smallService(({ path }) => (path === "/x" ? system : undefined)));
    await pool.for({ ...target, sessionStore: store });
    await (await pool.for({ ...target, authType: "basic", sessionStore: store })).get("/x");
    await pool.close();
    expect(service.log()).toEqual(["GET /x"]);
    expect(store.held).toBeDefined();
  });

  test("closing a pool is bound by its deadline when the BMC hangs", async () => {
    const warnings: string[] = [];
    const { pool, target } = await serve(
      smallService(({ path, method }) => (path === "/x" ? system : method === "DELETE" ? "hang" : undefined)),
      { warn: (message) => warnings.push(message) },
    );
    await (await pool.for(target)).get("/x");
    const start = performance.now();
    await pool.close({ deadlineMs: 100 });
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(warnings).toEqual([expect.stringContaining("could not be ended")]);
  });

  test("closing a pool does not wait past its deadline for a login under way, and ends the call", async () => {
    const { service, pool, target } = await serve(
      smallService(({ method }) => (method === "POST" ? "hang" : undefined)),
      { warn: () => undefined },
    );
    const call = (await pool.for(target)).get("/x").catch((error: unknown) => error);
    await expect.poll(() => service.log().at(-1)).toBe("POST /redfish/v1/Logins");
    const start = performance.now();
    await pool.close({ deadlineMs: 100 });
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(await call).toMatchObject({ code: "CLOSED" });
  });

  test("one caller's abort or refused hook does not end the login the others wait for", async () => {
    const { service, pool, target } = await serve(
      smallService(({ path }) => (path === "/x" ? system : undefined)),
      { concurrencyPerBmc: 2 },
    );
    const client = await pool.for(target);
    const refusal = new Error("not the owner");
    const results = await Promise.allSettled([
      client.post(
        "/x",
        {},
        {
          beforeWrite: () => {
            throw refusal;
          },
        },
      ),
      client.get("/x"),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect((results[0] as PromiseRejectedResult).reason).toBe(refusal);
    expect(service.log().filter((line) => line === "POST /x")).toEqual([]);
  });
});
