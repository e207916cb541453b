import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

async function withPort() {
  const t = createTestApi();
  const node = (await t.request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"];
  const port = await t.request("POST", "/v1/ports", { node_uuid: node, address: "52:54:00:AA:BB:CC" });
  expect(port.status).toBe(201);
  return { ...t, node: String(node), port: String(port.json["uuid"]), created: port.json };
}

test("stores addresses in lower case and finds them in any", async () => {
  const { request, created } = await withPort();
  expect(created["address"]).toBe("52:54:00:aa:bb:cc");
  expect((await request("GET", "/v1/ports?address=52:54:00:AA:bb:cc")).json["ports"]).toHaveLength(1);
});

test("keeps the connection of a deployed machine as it is", async () => {
  const { request, store, node, port } = await withPort();
  await store.nodes.update(node, { provisionState: "active" }, { kind: "none" });
  const patch = [{ op: "replace", path: "/pxe_enabled", value: false }];
  expect((await request("PATCH", `/v1/ports/${port}`, patch)).status).toBe(409);
  await store.nodes.update(node, { maintenance: true }, { kind: "none" });
  expect((await request("PATCH", `/v1/ports/${port}`, patch)).status).toBe(200);
});

test("takes names from 1.88 on", async () => {
  const { request, port } = await withPort();
  const patch = [{ op: "add", path: "/name", value: "eth0" }];
  expect((await request("PATCH", `/v1/ports/${port}`, patch, "1.87")).status).toBe(400);
  expect((await request("PATCH", `/v1/ports/${port}`, patch, "1.88")).json["name"]).toBe("eth0");
  expect((await request("GET", "/v1/ports/eth0", undefined, "1.88")).status).toBe(200);
});

test("a portgroup takes ports of its own node only", async () => {
  const { request, node, port } = await withPort();
  const other = (await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"];
  const group = async (of: unknown) => (await request("POST", "/v1/portgroups", { node_uuid: of })).json["uuid"];
  const join = async (uuid: unknown) =>
    (await request("PATCH", `/v1/ports/${port}`, [{ op: "add", path: "/portgroup_uuid", value: uuid }])).status;
  expect(await join(await group(other))).toBe(409);
  const own = await group(node);
  expect(await join(own)).toBe(200);
  expect((await request("GET", `/v1/portgroups/${String(own)}/ports`)).json["ports"]).toHaveLength(1);
});

test("says from 1.111 on whether a port may join dynamic portgroups", async () => {
  const { request, port } = await withPort();
  const patch = [{ op: "replace", path: "/available_for_dynamic_portgroup", value: false }];
  expect((await request("PATCH", `/v1/ports/${port}`, patch, "1.110")).status).toBe(406);
  expect((await request("GET", `/v1/ports/${port}`, undefined, "1.110")).json).not.toHaveProperty(
    "available_for_dynamic_portgroup",
  );
  expect((await request("GET", `/v1/ports/${port}`, undefined, "1.111")).json).toMatchObject({
    available_for_dynamic_portgroup: true,
  });
  expect((await request("PATCH", `/v1/ports/${port}`, patch, "1.111")).json).toMatchObject({
    available_for_dynamic_portgroup: false,
  });
});

test("can not be left without what it needs", async () => {
  const { request, port } = await withPort();
  for (const name of ["address", "node_uuid", "pxe_enabled"]) {
    for (const patch of [{ op: "remove" }, { op: "replace", value: null }])
      expect((await request("PATCH", `/v1/ports/${port}`, [{ path: `/${name}`, ...patch }])).status).toBe(400);
  }
});

test("stays as it is while its machine is inspected", async () => {
  const { request, store, node, port } = await withPort();
  await store.nodes.update(node, { provisionState: "inspecting" }, { kind: "none" });
  const patch = [{ op: "add", path: "/extra/a", value: 1 }];
  expect((await request("PATCH", `/v1/ports/${port}`, patch)).status).toBe(409);
  expect((await request("PATCH", `/v1/ports/${port}`, patch, "1.38")).status).toBe(200);
});
