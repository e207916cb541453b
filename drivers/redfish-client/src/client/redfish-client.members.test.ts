import { afterEach, describe, expect, test } from "vitest";
import { type FakeService, LeapingClock, type Reply, startService } from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishClient } from "../index.js";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

/** A service that holds these paths, query included; all else is 404. */
async function holding(paths: Record<string, unknown>): Promise<{ service: FakeService; client: RedfishClient }> {
  const service = await startService(({ path }): Reply => {
    const found = paths[decodeURIComponent(path)];
    return found === undefined ? { status: 404 } : { status: 200, json: found };
  });
  const pool = createRedfishPool({ clock: new LeapingClock() });
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  return { service, client: await pool.for({ address: service.url }) };
}

const ids = (...names: string[]): { "@odata.id": string }[] => names.map((name) => ({ "@odata.id": `/c/${name}` }));
const plainRoot = { "/redfish/v1/": {} };
const expandingRoot = {
  "/redfish/v1/": { ProtocolFeaturesSupported: { ExpandQuery: { NoLinks: true, Levels: true } } },
};

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

describe("members of a collection", () => {
  test("come from all pages, each read once", async () => {
    const { service, client } = await holding({
      ...plainRoot,
      "/c": { Members: ids("1", "2"), "Members@odata.nextLink": "/c?$skip=2" },
      "/c?$skip=2": { Members: ids("3") },
      "/c/1": { Id: "1" },
      "/c/2": { Id: "2" },
      "/c/3": { Id: "3" },
    });
    expect((await collect(client.members("/c"))).map(({ uri, body }) => [uri, body["Id"]])).toEqual([
      ["/c/1", "1"],
      ["/c/2", "2"],
      ["/c/3", "3"],
    ]);
    expect(await collect(client.memberLinks("/c"))).toEqual(["/c/1", "/c/2", "/c/3"]);
    expect(service.log().filter((line) => line.includes("expand"))).toEqual([]);
  });

  test("are expanded where the service advertises it; members left as links are read", async () => {
    const { service, client } = await holding({
      ...expandingRoot,
      "/c?$expand=.($levels=1)": { Members: [{ "@odata.id": "/c/1", "@odata.etag": '"e"', Id: "1" }, ...ids("2")] },
      "/c/2": { Id: "2" },
    });
    const members = await collect(client.members("/c"));
    expect(members.map(({ body }) => body["Id"])).toEqual(["1", "2"]);
    expect(members[0]?.etag).toBe('"e"');
    expect(service.log()).not.toContain("GET /c/1");
  });

  test("are read one by one where $expand is advertised but fails, or not wanted", async () => {
    const { service, client } = await holding({ ...expandingRoot, "/c": { Members: ids("1") }, "/c/1": { Id: "1" } });
    expect(await collect(client.members("/c"))).toHaveLength(1);
    expect(service.log().filter((line) => line.includes("expand"))).toHaveLength(1);
    expect(await collect(client.members("/c", { expand: false }))).toHaveLength(1);
    expect(service.log().filter((line) => line.includes("expand"))).toHaveLength(1);
  });

  test.each([
    {
      what: "pages that go round in a circle",
      page: { Members: [], "Members@odata.nextLink": "/c?p=2" },
      attribute: "Members@odata.nextLink",
    },
    { what: "no Members", page: {}, attribute: "Members" },
    { what: "a member without a link", page: { Members: [...ids("1"), {}] }, attribute: "Members[1].@odata.id" },
  ])("$what is BAD_ANSWER naming $attribute", async ({ page, attribute }) => {
    const { client } = await holding({ ...plainRoot, "/c": page, "/c?p=2": page, "/c/1": {} });
    await expect(collect(client.memberLinks("/c"))).rejects.toMatchObject({
      code: "BAD_ANSWER",
      path: "/c",
      attribute,
    });
  });

  test("a next page on another host is refused", async () => {
    const { client } = await holding({ "/c": { Members: [], "Members@odata.nextLink": "http://elsewhere.example/c" } });
    await expect(collect(client.memberLinks("/c"))).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
  });

  test("that cannot be read end the walk, or are reported and left out", async () => {
    const { client } = await holding({ ...plainRoot, "/c": { Members: ids("gone", "1") }, "/c/1": { Id: "1" } });
    await expect(collect(client.members("/c"))).rejects.toMatchObject({ code: "NOT_FOUND", path: "/c/gone" });
    const unreadable: string[] = [];
    const members = await collect(client.members("/c", { onUnreadable: (uri) => unreadable.push(uri) }));
    expect([members.map(({ uri }) => uri), unreadable]).toEqual([["/c/1"], ["/c/gone"]]);
  });
});

describe("the system", () => {
  const root = { "/redfish/v1/": { Systems: { "@odata.id": "/c" } } };
  const two = { ...root, "/c": { Members: ids("1", "2") }, "/c/2": { Id: "2" } };

  test("is not guessed among several, and the error lists them", async () => {
    const { client } = await holding(two);
    await expect(client.system()).rejects.toMatchObject({
      code: "SYSTEM_NOT_CHOSEN",
      message: expect.stringContaining("/c/1, /c/2"),
    });
  });

  test("is not found where there is none", async () => {
    const { client } = await holding({ ...root, "/c": { Members: [] } });
    await expect(client.system()).rejects.toMatchObject({ code: "SYSTEM_NOT_CHOSEN" });
  });

  test("is taken by path or by the last part of it", async () => {
    const { service } = await holding(two);
    const pool = createRedfishPool();
    cleanup.push(() => pool.close());
    for (const systemId of ["/c/2", "c/2", "2"]) {
      expect((await (await pool.for({ address: service.url, systemId })).system()).body).toEqual({ Id: "2" });
    }
  });

  test("a root without Systems names the attribute", async () => {
    const { client } = await holding(plainRoot);
    await expect(client.system()).rejects.toMatchObject({ code: "BAD_ANSWER", attribute: "Systems.@odata.id" });
  });
});
