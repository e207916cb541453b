import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

test("a chassis with nodes is not deleted", async () => {
  const { request } = createTestApi();
  const chassis = String((await request("POST", "/v1/chassis", { description: "row 1" })).json["uuid"]);
  const node = await request("POST", "/v1/nodes", { driver: "fake-hardware", chassis_uuid: chassis });
  expect((await request("GET", `/v1/chassis/${chassis}/nodes`)).json["nodes"]).toHaveLength(1);
  expect((await request("DELETE", `/v1/chassis/${chassis}`)).status).toBe(400);
  await request("DELETE", `/v1/nodes/${String(node.json["uuid"])}`);
  expect((await request("DELETE", `/v1/chassis/${chassis}`)).status).toBe(204);
});

test("a removed attribute gets its default", async () => {
  const { request } = createTestApi();
  const chassis = String((await request("POST", "/v1/chassis", { extra: { a: 1 }, description: "d" })).json["uuid"]);
  const patched = await request("PATCH", `/v1/chassis/${chassis}`, [
    { op: "remove", path: "/extra" },
    { op: "remove", path: "/description" },
  ]);
  expect(patched.json).toMatchObject({ extra: {}, description: null });
});
