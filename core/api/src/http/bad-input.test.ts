import { describe, expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

async function withNode() {
  const t = createTestApi();
  const uuid = String((await t.request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
  return { ...t, node: `/v1/nodes/${uuid}` };
}

describe("bad input", () => {
  test.each(["{", "nul", '{"driver":}', "[1,2", '{"a":1}{', '{"driver_info":{"redfish_password":"TOPSECRET"'])(
    "refuses the body %s and quotes nothing of it",
    async (raw) => {
      const { request, node, failures } = await withNode();
      for (const answer of [await request("POST", "/v1/nodes", raw), await request("PATCH", node, raw)]) {
        expect(answer.status).toBe(400);
        expect(JSON.parse(answer.json.error_message)).toMatchObject({ faultcode: "Client" });
        expect(answer.body).not.toContain("TOPSECRET");
      }
      expect(failures).toEqual([]);
    },
  );

  test.each(["\u0000", "\ud800", "a\udfffb"])("refuses text that no database stores: %j", async (text) => {
    const { request, node } = await withNode();
    const bodies = [{ owner: text }, { extra: { [text]: 1 } }, { driver_info: { list: [{ deep: text }] } }];
    for (const body of bodies)
      expect((await request("POST", "/v1/nodes", { driver: "fake-hardware", ...body })).status).toBe(400);
    const patch = [{ op: "add", path: "/extra/a", value: [text] }];
    expect((await request("PATCH", node, patch)).status).toBe(400);
    const reason = { reason: text };
    expect((await request("PUT", `${node}/maintenance`, reason)).status).toBe(400);
  });

  test("takes other text as it is", async () => {
    const { request } = await withNode();
    const extra = { "ключ 🗝": "line\nbreak \u0001 \u{1F600}" };
    expect((await request("POST", "/v1/nodes", { driver: "fake-hardware", extra })).json["extra"]).toEqual(extra);
  });

  test.each(["owner=%00", "sort_key=%00", "%00=1", "shard=a%00"])("refuses the query %s", async (query) => {
    const { request } = await withNode();
    expect((await request("GET", `/v1/nodes?${query}`)).status).toBe(400);
  });

  test.each([
    ["GET", "/v1/nodes/nope/states/power"],
    ["GET", "/v1/nonsense"],
    ["DELETE", "/v1/drivers/fake-hardware"],
    ["PUT", "/v1/drivers"],
  ] as const)("%s %s is refused as the web framework does, without version headers", async (method, path) => {
    const { request } = await withNode();
    const answer = await request(method, path);
    expect([404, 405]).toContain(answer.status);
    expect(JSON.parse(answer.json.error_message)).toMatchObject({ code: answer.status });
    expect(answer.headers["x-openstack-ironic-api-version"]).toBeUndefined();
    expect(answer.headers["openstack-request-id"]).toBeUndefined();
  });
});
