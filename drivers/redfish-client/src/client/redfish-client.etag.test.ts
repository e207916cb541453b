import { afterEach, describe, expect, test } from "vitest";
import { type FakeService, type Handler, startService } from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishClient } from "../index.js";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

async function clientOf(handler: Handler): Promise<{ service: FakeService; client: RedfishClient }> {
  const service = await startService(handler);
  const pool = createRedfishPool();
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  return { service, client: await pool.for({ address: service.url }) };
}

/** A resource whose PATCH takes only the If-Match values in `takes`; undefined stands for none. */
function tagged(etag: string, takes: readonly (string | undefined)[], place: "header" | "body"): Handler {
  return ({ method, headers }) => {
    if (method === "GET") {
      return place === "header"
        ? { status: 200, headers: { etag }, json: {} }
        : { status: 200, json: { "@odata.etag": etag } };
    }
    return { status: takes.includes(headers["if-match"]) ? 204 : 412 };
  };
}

describe("PATCH under the tag of the last GET", () => {
  test.each<{ etag: string; place: "header" | "body"; takes: (string | undefined)[]; sent: (string | undefined)[] }>([
    { etag: '"a"', place: "header", takes: ['"a"'], sent: ['"a"'] },
    { etag: '"a"', place: "body", takes: [undefined], sent: ['"a"', undefined] },
    { etag: 'W/"a"', place: "header", takes: ['W/"a"'], sent: ['W/"a"'] },
    { etag: 'W/"a"', place: "body", takes: ['"a"'], sent: ['W/"a"', '"a"'] },
    { etag: 'W/"a"', place: "header", takes: [undefined], sent: ['W/"a"', '"a"', undefined] },
  ])("$etag from the $place is sent as $sent", async ({ etag, place, takes, sent }) => {
    const { service, client } = await clientOf(tagged(etag, takes, place));
    await client.get("/redfish/v1/Systems/1");
    // The same resource in HPE's other spelling.
    expect((await client.patch("/redfish/v1/systems/1/", { A: 1 })).status).toBe(204);
    const patches = service.seen.filter(({ method }) => method === "PATCH");
    expect(patches.map(({ headers }) => headers["if-match"])).toEqual(sent);
  });

  test("fails with PRECONDITION when even no tag is taken", async () => {
    const { client } = await clientOf(tagged('"a"', [], "header"));
    await client.get("/r");
    await expect(client.patch("/r", {})).rejects.toMatchObject({ code: "PRECONDITION", status: 412 });
  });

  test("a tag given by the caller is not given up", async () => {
    const { service, client } = await clientOf(tagged('"new"', [undefined], "header"));
    await expect(client.patch("/r", {}, { ifMatch: '"old"' })).rejects.toMatchObject({ code: "PRECONDITION" });
    await client.get("/r");
    expect((await client.patch("/r", {}, { ifMatch: false })).status).toBe(204);
    expect(service.seen.map(({ headers }) => headers["if-match"])).toEqual(['"old"', undefined, undefined]);
  });

  test("a write makes the tag stale, so the next one is sent without", async () => {
    const { service, client } = await clientOf(tagged('"a"', ['"a"', undefined], "header"));
    await client.get("/r");
    await client.patch("/r", {});
    await client.patch("/r", {});
    expect(service.seen.slice(1).map(({ headers }) => headers["if-match"])).toEqual(['"a"', undefined]);
  });
});
