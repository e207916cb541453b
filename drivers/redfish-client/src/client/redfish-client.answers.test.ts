import { afterEach, describe, expect, test } from "vitest";
import {
  type FakeService,
  type Handler,
  LeapingClock,
  type Reply,
  startService,
} from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishClient, RedfishError, type RedfishPoolOptions } from "../index.js";

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

const ok: Reply = { status: 200, json: { Id: "1" } };

describe("answers that are not Redfish", () => {
  test.each<{ what: string; reply: Reply; reason: RegExp }>([
    {
      what: "HTML",
      reply: { status: 200, headers: { "content-type": "text/html" }, text: "<html>" },
      reason: /not JSON \(text\/html, 6 characters\)/,
    },
    { what: "a list", reply: { status: 200, json: [] }, reason: /not a JSON object/ },
    { what: "nothing", reply: { status: 204 }, reason: /body is missing/ },
    { what: "no HTTP", reply: { raw: "SSH-2.0-dropbear\r\n" }, reason: /not HTTP/ },
    { what: "too much", reply: { status: 200, text: `{"a":"${"x".repeat(2000)}"}` }, reason: /longer than 1024 bytes/ },
    {
      what: "broken gzip",
      reply: { status: 200, headers: { "content-encoding": "gzip" }, text: "{}" },
      reason: /cannot be unpacked/,
    },
  ])("$what is BAD_ANSWER", async ({ reply, reason }) => {
    const { client } = await clientOf(() => reply, { maxBodyBytes: 1024 });
    await expect(client.get("/r")).rejects.toMatchObject({
      code: "BAD_ANSWER",
      message: expect.stringMatching(reason),
    });
  });

  test("text after a write that worked is no error", async () => {
    const { client } = await clientOf(() => ({ status: 200, text: "Success" }));
    expect(await client.post("/r")).toMatchObject({ status: 200, body: undefined });
  });
});

describe("redirects", () => {
  test("follows a read on the same origin, and refuses to take credentials elsewhere", async () => {
    const elsewhere = await startService(() => ok);
    cleanup.push(() => elsewhere.close());
    const { service, client } = await clientOf(({ path }) => {
      if (path === "/moved") return { status: 308, headers: { location: "/here" } };
      if (path === "/away") return { status: 302, headers: { location: `${elsewhere.url}/redfish/v1/` } };
      if (path === "/circle") return { status: 301, headers: { location: "/circle" } };
      return ok;
    });
    expect((await client.get("/moved")).status).toBe(200);
    await expect(client.get("/away")).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(client.get(`${elsewhere.url}/x`)).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(client.get("/circle")).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    await expect(client.post("/away", {})).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    expect(elsewhere.seen).toEqual([]);
    expect(service.log()).toContain("GET /here");
  });
});

test("no secret reaches an error, even when the BMC repeats it", async () => {
  const { client } = await clientOf(({ json }) => ({
    status: 400,
    json: {
      error: {
        "@Message.ExtendedInfo": [
          {
            MessageId: "Base.1.8.PropertyValueFormatError",
            Message: `The value ${JSON.stringify(json)} of http://user:hunter2@files/x is wrong; you are s3cret-pw`,
            MessageArgs: ["media-pw", "Password"],
          },
        ],
      },
    },
  }));
  const error = await client
    .post("/r", { Image: "http://files/x", UserName: "joe", Password: "media-pw" })
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RedfishError);
  expect(error).toMatchObject({ code: "BAD_REQUEST", messageIds: ["Base.1.8.PropertyValueFormatError"] });
  const everything =
    JSON.stringify(error, Object.getOwnPropertyNames(error)) + JSON.stringify((error as RedfishError).messages);
  expect(everything).toContain("PropertyValueFormatError");
  for (const secret of ["media-pw", "s3cret-pw", "hunter2"]) expect(everything).not.toContain(secret);
});
