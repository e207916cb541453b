import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

test("a portgroup has a category from 1.103 and tells from 1.111 whether it is dynamic", async () => {
  const { request } = createTestApi();
  const node = (await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"];
  const made = await request("POST", "/v1/portgroups", { node_uuid: node, category: "storage" }, "1.111");
  expect(made.json).toMatchObject({ category: "storage", dynamic_portgroup: false });
  const group = `/v1/portgroups/${String(made.json["uuid"])}`;
  expect((await request("GET", group, undefined, "1.102")).json).not.toHaveProperty("category");
  expect((await request("GET", group, undefined, "1.110")).json).not.toHaveProperty("dynamic_portgroup");
  const patch = [{ op: "replace", path: "/category", value: "boot" }];
  expect((await request("PATCH", group, patch, "1.102")).status).toBe(400);
  expect((await request("PATCH", group, patch, "1.103")).json["category"]).toBe("boot");
  const dynamic = [{ op: "replace", path: "/dynamic_portgroup", value: true }];
  expect((await request("PATCH", group, dynamic, "1.115")).status).toBe(400);
});

test("a portgroup always has a mode", async () => {
  const { request } = createTestApi();
  const node = (await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"];
  const made = await request("POST", "/v1/portgroups", { node_uuid: node, mode: null });
  expect(made.json["mode"]).toBe("active-backup");
  const group = `/v1/portgroups/${String(made.json["uuid"])}`;
  expect((await request("PATCH", group, [{ op: "remove", path: "/mode" }])).status).toBe(400);
  expect((await request("PATCH", group, [{ op: "replace", path: "/mode", value: null }])).status).toBe(400);
  expect((await request("PATCH", group, [{ op: "replace", path: "/mode", value: "802.3ad" }])).json["mode"]).toBe(
    "802.3ad",
  );
});
