import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

async function withNode() {
  const t = createTestApi();
  const uuid = String((await t.request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
  return { ...t, uuid, path: `/v1/nodes/${uuid}/management/indicators` };
}

test("lists indicators by name@component", async () => {
  const { request, path } = await withNode();
  expect((await request("GET", path)).json["indicators"]).toMatchObject([
    { name: "id@chassis", component: "chassis", readonly: false, states: ["on", "off"] },
  ]);
  expect((await request("GET", `${path}/id@chassis`)).json).toEqual({ state: "off" });
});

test("sets a state", async () => {
  const { request, conductor, uuid, path } = await withNode();
  expect((await request("PUT", `${path}/id@chassis`, { state: "on" })).status).toBe(204);
  expect(conductor.asked.at(-1)).toEqual({ call: "setIndicatorState", args: [uuid, "chassis", "id", "on"] });
});

test.each([
  ["id", { state: "on" }],
  ["@chassis", { state: "on" }],
  ["id@roof", { state: "on" }],
  ["id@chassis", { state: "purple" }],
  ["id@chassis", {}],
])("refuses %s %j", async (name, body) => {
  const { request, path } = await withNode();
  expect((await request("PUT", `${path}/${name}`, body)).status).toBe(400);
});

test("an indicator that is not there is the client's fault", async () => {
  const { request, path } = await withNode();
  expect((await request("GET", `${path}/other@chassis`)).status).toBe(400);
});
