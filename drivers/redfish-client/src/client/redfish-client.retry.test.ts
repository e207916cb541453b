import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import {
  type FakeService,
  type Handler,
  LeapingClock,
  type Reply,
  startService,
} from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishClient, type RedfishPoolOptions } from "../index.js";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

async function clientOf(
  handler: Handler,
  options: RedfishPoolOptions = {},
): Promise<{ service: FakeService; client: RedfishClient; clock: LeapingClock }> {
  const service = await startService(handler);
  const clock = new LeapingClock();
  const pool = createRedfishPool({ clock, ...options });
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  const client = await pool.for({ address: service.url, username: "admin", password: "s3cret-pw", authType: "basic" });
  return { service, client, clock };
}

/** Answers in turn; the last answer stays. */
function inTurn(...replies: Reply[]): Handler {
  let index = 0;
  return () => replies[Math.min(index++, replies.length - 1)] ?? { status: 599 };
}

const ok: Reply = { status: 200, json: { Id: "1" } };
const withMessage = (status: number, MessageId: string): Reply => ({
  status,
  json: { error: { "@Message.ExtendedInfo": [{ MessageId, Message: "refused" }] } },
});

describe("repeats", () => {
  test.each<{ what: string; method: "get" | "post"; first: Reply; requests: number; pauses: number[]; ends: string }>([
    { what: "a lost connection on a read", method: "get", first: "drop", requests: 2, pauses: [2000], ends: "answer" },
    {
      what: "a lost connection on a write",
      method: "post",
      first: "drop",
      requests: 1,
      pauses: [],
      ends: "OUTCOME_UNKNOWN",
    },
    {
      what: "a server error on a read",
      method: "get",
      first: { status: 500 },
      requests: 2,
      pauses: [3000],
      ends: "answer",
    },
    {
      what: "a server error on a write",
      method: "post",
      first: { status: 500 },
      requests: 1,
      pauses: [],
      ends: "SERVER_ERROR",
    },
    {
      what: "not implemented",
      method: "get",
      first: { status: 501 },
      requests: 1,
      pauses: [],
      ends: "METHOD_NOT_ALLOWED",
    },
    {
      what: "SYS518 on a write",
      method: "post",
      first: withMessage(503, "IDRAC.2.8.SYS518"),
      requests: 2,
      pauses: [3000],
      ends: "answer",
    },
    {
      what: "iLO in POST, on a write with 400",
      method: "post",
      first: withMessage(400, "iLO.2.14.InvalidOperationForSystemState"),
      requests: 2,
      pauses: [3000],
      ends: "answer",
    },
    {
      what: "boot settings that iLO locks during POST",
      method: "post",
      first: withMessage(400, "iLO.2.14.UnableToModifyDuringSystemPOST"),
      requests: 2,
      pauses: [3000],
      ends: "answer",
    },
    {
      what: "iLO in POST, on a read with 400",
      method: "get",
      first: withMessage(400, "iLO.2.14.InvalidOperationForSystemState"),
      requests: 1,
      pauses: [],
      ends: "BUSY",
    },
    {
      what: "503 with seconds on a write",
      method: "post",
      first: { status: 503, headers: { "retry-after": "7" } },
      requests: 2,
      pauses: [7000],
      ends: "answer",
    },
    {
      what: "503 with a date",
      method: "get",
      first: { status: 503, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:05 GMT" } },
      requests: 2,
      pauses: [5000],
      ends: "answer",
    },
    {
      what: "503 without a pause on a write",
      method: "post",
      first: { status: 503 },
      requests: 1,
      pauses: [],
      ends: "BUSY",
    },
    {
      what: "a Retry-After past the deadline",
      method: "get",
      first: { status: 503, headers: { "retry-after": "86400" } },
      requests: 1,
      pauses: [],
      ends: "BUSY",
    },
    {
      what: "a bad request",
      method: "post",
      first: withMessage(400, "Base.1.8.PropertyMissing"),
      requests: 1,
      pauses: [],
      ends: "BAD_REQUEST",
    },
    { what: "a conflict", method: "post", first: { status: 409 }, requests: 1, pauses: [], ends: "CONFLICT" },
  ])("$what: $requests request(s), then $ends", async ({ method, first, requests, pauses, ends }) => {
    const { service, client, clock } = await clientOf(inTurn(first, ok));
    const call = method === "get" ? client.get("/r") : client.post("/r", {});
    if (ends === "answer") expect((await call).body).toEqual({ Id: "1" });
    else await expect(call).rejects.toMatchObject({ code: ends, path: "/r" });
    expect(service.seen).toHaveLength(requests);
    expect(clock.pauses).toEqual(pauses);
  });

  test("a read is sent at most four times over a line that keeps breaking", async () => {
    const { service, client } = await clientOf(() => "drop");
    await expect(client.get("/r")).rejects.toMatchObject({ code: "BMC_UNREACHABLE", mayHaveTakenEffect: false });
    expect(service.seen).toHaveLength(4);
  });

  test("a write is tried again where no connection could be made, and says that nothing was sent", async () => {
    const { service, client, clock } = await clientOf(() => ok);
    await service.close();
    await expect(client.post("/r", {})).rejects.toMatchObject({ code: "BMC_UNREACHABLE", mayHaveTakenEffect: false });
    expect(clock.pauses).toEqual([2000, 2000, 2000]);
  });

  test("a write that may be repeated is repeated after a lost connection", async () => {
    const { service, client } = await clientOf(inTurn("drop", ok));
    await client.put("/r", {}, { isRepeatable: true });
    expect(service.seen).toHaveLength(2);
  });

  test("a GET answered 406 is repeated with compression allowed", async () => {
    const packed = gzipSync(JSON.stringify({ Id: "Registry" }));
    const { service, client } = await clientOf(({ headers }) =>
      headers["accept-encoding"] === "identity"
        ? { status: 406 }
        : { status: 200, headers: { "content-encoding": "gzip" }, bytes: packed },
    );
    expect((await client.get("/r")).body).toEqual({ Id: "Registry" });
    expect(service.seen.map(({ headers }) => headers["accept-encoding"])).toEqual(["identity", "gzip, deflate"]);
  });
});

describe("deadlines", () => {
  test.each<{ what: string; method: "get" | "post"; effect: boolean }>([
    { what: "read", method: "get", effect: false },
    { what: "write", method: "post", effect: true },
  ])("a hung socket ends a $what at its deadline", async ({ method, effect }) => {
    const { client } = await clientOf(() => "hang");
    const start = performance.now();
    const call = method === "get" ? client.get("/r", { deadlineMs: 150 }) : client.post("/r", {}, { deadlineMs: 150 });
    await expect(call).rejects.toMatchObject({ code: "TIMEOUT", mayHaveTakenEffect: effect });
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test("a hung read is given up after the attempt's time and sent again", async () => {
    const { service, client } = await clientOf(inTurn("hang", ok), { attemptTimeoutMs: 150 });
    expect((await client.get("/r")).status).toBe(200);
    expect(service.seen).toHaveLength(2);
  });

  test("the caller's signal ends a call in flight and one in the queue; the queue goes on", async () => {
    const { service, client } = await clientOf(({ path }) => (path === "/hang" ? "hang" : ok));
    const first = new AbortController();
    const second = new AbortController();
    const calls = [
      client.get("/hang", { signal: first.signal }),
      client.get("/queued", { signal: second.signal }),
      client.get("/last"),
    ];
    await expect.poll(() => service.log()).toEqual(["GET /hang"]);
    second.abort();
    await expect(calls[1]).rejects.toMatchObject({ code: "ABORTED", path: "/queued" });
    first.abort();
    await expect(calls[0]).rejects.toMatchObject({ code: "ABORTED", path: "/hang" });
    expect((await calls[2])?.status).toBe(200);
    expect(service.log()).toEqual(["GET /hang", "GET /last"]);
  });

  test("a BMC gets one request at a time, whoever asks", async () => {
    let running = 0;
    let most = 0;
    const service = await startService(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return ok;
    });
    const pool = createRedfishPool();
    cleanup.push(
      () => service.close(),
      () => pool.close(),
    );
    const clients = await Promise.all(
      ["a", "b"].map((username) => pool.for({ address: service.url, username, authType: "basic" })),
    );
    await Promise.all(clients.flatMap((client) => [client.get("/1"), client.get("/2"), client.post("/3")]));
    expect(service.seen).toHaveLength(6);
    expect(most).toBe(1);
  });
});

describe("writes", () => {
  test("asks beforeWrite before each write that goes out, never before a read", async () => {
    const { service, client } = await clientOf(inTurn(ok, withMessage(503, "SYS518"), ok));
    const asked: number[] = [];
    const beforeWrite = (): void => void asked.push(service.seen.length);
    await client.get("/r", { beforeWrite });
    await client.post("/r", {}, { beforeWrite });
    expect(asked).toEqual([1, 2]);
  });

  test("sends nothing when beforeWrite throws, and hands the error on as it is", async () => {
    const { service, client } = await clientOf(() => ok);
    const lost = new Error("RESERVATION_LOST");
    const refuse = (): void => {
      throw lost;
    };
    await expect(client.delete("/r", { beforeWrite: refuse })).rejects.toBe(lost);
    expect(service.seen).toEqual([]);
    expect((await client.post("/r")).status).toBe(200);
  });

  test("reads share a connection, each write has its own", async () => {
    const { service, client } = await clientOf(() => ok);
    await client.get("/1");
    await client.get("/2");
    await client.post("/3", {});
    await client.post("/4");
    expect(service.seen.map(({ connection }) => connection)).toEqual([1, 1, 2, 3]);
    expect(service.seen.map(({ text }) => text)).toEqual(["", "", "{}", ""]);
    expect(service.seen[3]?.headers["content-type"]).toBeUndefined();
  });
});
