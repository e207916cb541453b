import { describe, expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

async function withNode(body: object = {}) {
  const t = createTestApi();
  const created = await t.request("POST", "/v1/nodes", { driver: "fake-hardware", name: "n.1", ...body });
  expect(created.status).toBe(201);
  return { ...t, uuid: created.json["uuid"] as unknown as string, created };
}

describe("nodes", () => {
  test("masks secrets and shows the rest", async () => {
    const { request, created } = await withNode({
      driver_info: { redfish_password: "s3cret", redfish_address: "x", nested: { auth_token: "t" } },
      instance_info: { configdrive: "QUJD", image_source: "http://i" },
    });
    const shown = await request("GET", "/v1/nodes/n.1");
    for (const { json, body } of [created, shown]) {
      expect(json["driver_info"]).toEqual({
        redfish_password: "******",
        redfish_address: "x",
        nested: { auth_token: "******" },
      });
      expect(json["instance_info"]).toEqual({ configdrive: "******", image_source: "http://i" });
      expect(body).not.toContain("s3cret");
    }
  });

  test("shows fields by version", async () => {
    const { request } = await withNode();
    const uuid = (await request("GET", "/v1/nodes/n.1")).json["uuid"];
    const old = await request("GET", `/v1/nodes/${String(uuid)}`, undefined, "1.1");
    expect(Object.keys(old.json)).not.toContain("name");
    expect(Object.keys((await request("GET", `/v1/nodes/${String(uuid)}`, undefined, "1.115")).json)).toContain(
      "health",
    );
  });

  test.each([
    [{ driver: "nope" }, 400],
    [{ driver: "fake-hardware", bogus: 1 }, 400],
    [{ driver: "fake-hardware", name: "n.1" }, 409],
    [{ driver: "fake-hardware", extra: "x" }, 400],
    [{ driver: "fake-hardware", conductor_group: "nobody" }, 400],
    [{ driver: "fake-hardware", parent_node: null, __proto__x: 1 }, 400],
  ])("refuses %j with %i", async (body, status) => {
    const { request, failures } = await withNode();
    const answer = await request("POST", "/v1/nodes", body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.json.error_message).faultstring).toBeTruthy();
    expect(failures).toEqual([]);
  });

  test("names what is wrong in a body", async () => {
    const { request } = await withNode();
    const answer = await request("POST", "/v1/nodes", { driver: "fake-hardware", properties: 5 });
    expect(answer.json.error_message).toContain("node/properties");
    expect((await request("POST", "/v1/nodes", "{bad")).status).toBe(400);
  });

  test("patches, and keeps what the patch did not name", async () => {
    const { request, store, uuid } = await withNode({
      driver_info: { redfish_password: "s3cret" },
      extra: { list: [1, 2] },
    });
    const answer = await request("PATCH", "/v1/nodes/n.1", [
      { op: "add", path: "/driver_info/redfish_address", value: "a" },
      { op: "add", path: "/extra/list/1", value: 9 },
      { op: "remove", path: "/name" },
    ]);
    expect(answer.status).toBe(200);
    const node = await store.nodes.get({ uuid });
    expect(node.driverInfo).toEqual({ redfish_password: "s3cret", redfish_address: "a" });
    expect(node.extra).toEqual({ list: [1, 9, 2] });
    expect(node.name).toBeNull();
  });

  test.each([
    [[{ op: "move", path: "/extra", from: "/x" }], 400],
    [[{ op: "replace", path: "/uuid", value: "x" }], 400],
    [[{ op: "replace", path: "/extra/none", value: 1 }], 400],
    [[{ op: "add", path: "/extra/__proto__", value: {} }], 400],
    [[{ op: "remove", path: "/driver" }], 400],
    [[{ op: "replace", path: "/protected", value: true }], 409],
    [[{ op: "replace", path: "/parent_node", value: null }], 200],
  ])("answers the patch %j", async (patch, status) => {
    const { request } = await withNode();
    expect((await request("PATCH", "/v1/nodes/n.1", patch, "1.90")).status).toBe(status);
  });

  test("answers a locked node with 409 naming the holder", async () => {
    const { request, store, uuid } = await withNode();
    await store.nodes.update(uuid, { reservation: "host-a" } as object, { kind: "none" });
    const patch = await request("PATCH", `/v1/nodes/${uuid}`, [{ op: "add", path: "/extra/a", value: 1 }]);
    expect(patch.status).toBe(409);
    expect(patch.json.error_message).toContain("host-a");
  });

  test("walks a list by its next links", async () => {
    const { request } = await withNode();
    for (const name of ["b", "c", "d"]) await request("POST", "/v1/nodes", { driver: "fake-hardware", name });
    const seen: unknown[] = [];
    let url: string | undefined = "/v1/nodes?limit=3&sort_key=name&fields=name";
    while (url !== undefined) {
      const { json } = await request("GET", url);
      seen.push(...(json["nodes"] as unknown as { name: string }[]).map(({ name }) => name));
      url = (json["next"] as unknown as string | undefined)?.replace(/^http:\/\/[^/]+/, "");
    }
    expect(seen).toEqual(["b", "c", "d", "n.1"]);
  });
});

describe("provisioning", () => {
  test("passes a verb on with what belongs to it", async () => {
    const { request, conductor, uuid } = await withNode({ deploy_interface: "fake" });
    expect((await request("PUT", "/v1/nodes/n.1/states/provision", { target: "manage" })).status).toBe(202);
    const steps = [{ interface: "bios", step: "factory_reset" }];
    const clean = await request("PUT", "/v1/nodes/n.1/states/provision", {
      target: "clean",
      clean_steps: steps,
      disable_ramdisk: false,
    });
    expect(clean.status).toBe(202);
    expect(clean.headers["location"]).toMatch(/\/v1\/nodes\/n\.1\/states$/);
    expect(conductor.asked.at(-1)).toMatchObject({
      call: "provision",
      args: [uuid, { verb: "clean", cleanSteps: steps, disableRamdisk: false }],
    });
  });

  test.each([
    [{ target: "active" }, "1.82", 400],
    [{ target: "manage" }, "1.3", 406],
    [{ target: "manage", configdrive: "QUJD" }, "1.82", 400],
    [{ target: "MANAGE" }, "1.82", 400],
    [{}, "1.82", 400],
  ])("refuses %j at %s with %i and asks nobody", async (body, version, status) => {
    const { request, conductor, uuid } = await withNode();
    expect((await request("PUT", `/v1/nodes/${uuid}/states/provision`, body, version)).status).toBe(status);
    expect(conductor.asked).toEqual([]);
  });

  test("refuses steps the operator does not allow, and names the option", async () => {
    const { request, conductor } = await withNode();
    await request("PUT", "/v1/nodes/n.1/states/provision", { target: "manage" });
    const asked = conductor.asked.length;
    const clean_steps = [{ interface: "vendor", step: "send_raw", args: { raw_bytes: "0x00 0x01" } }];
    const answer = await request("PUT", "/v1/nodes/n.1/states/provision", { target: "clean", clean_steps });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("vendor.send_raw");
    expect(answer.body).toContain("disallow_clean_steps");
    expect(conductor.asked).toHaveLength(asked);
  });

  test("refuses power targets by state and version", async () => {
    const { request, store, uuid } = await withNode();
    expect((await request("PUT", `/v1/nodes/${uuid}/states/power`, { target: "soft power off" }, "1.26")).status).toBe(
      406,
    );
    await store.nodes.update(uuid, { provisionState: "cleaning" }, { kind: "none" });
    expect((await request("PUT", `/v1/nodes/${uuid}/states/power`, { target: "power on" })).status).toBe(400);
  });

  test("answers 405 with the methods that are there", async () => {
    const { request } = await withNode();
    const answer = await request("POST", "/v1/nodes/n.1/maintenance", {});
    expect(answer.status).toBe(405);
    expect(answer.headers["allow"]).toBe("DELETE, PUT");
  });
});

test("nodes are found by the name of their instance from 1.104 on", async () => {
  const { request } = createTestApi();
  await request("POST", "/v1/nodes", { driver: "fake-hardware", instance_name: "web-1" }, "1.104");
  expect((await request("GET", "/v1/nodes?instance_name=web-1", undefined, "1.104")).json["nodes"]).toHaveLength(1);
  expect((await request("GET", "/v1/nodes?instance_name=web-2", undefined, "1.104")).json["nodes"]).toHaveLength(0);
  expect((await request("GET", "/v1/nodes?instance_name=web-1", undefined, "1.103")).status).toBe(406);
});
