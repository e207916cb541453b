import { describe, expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

describe("microversions", () => {
  test.each([
    [{}, "1.1"],
    [{ "x-openstack-ironic-api-version": "1.58" }, "1.58"],
    [{ "x-openstack-ironic-api-version": "latest" }, "1.115"],
    [{ "openstack-api-version": "compute 2.1, baremetal 1.30" }, "1.30"],
    [{ "openstack-api-version": "baremetal latest", "x-openstack-ironic-api-version": "1.2" }, "1.115"],
  ])("reads %j as %s", async (headers, version) => {
    const { api } = createTestApi();
    const answer = await api.inject({ method: "GET", url: "/v1/nodes", headers });
    expect(answer.status).toBe(200);
    expect(answer.headers["x-openstack-ironic-api-version"]).toBe(version);
  });

  test.each(["2.1", "1.0", "1.116", "one", "1", "1.1.1"])(
    "refuses %s with the range in the headers",
    async (version) => {
      const { request } = createTestApi();
      const answer = await request("GET", "/v1/nodes", undefined, version);
      expect(answer.status).toBe(406);
      expect(answer.headers["x-openstack-ironic-api-minimum-version"]).toBe("1.1");
      expect(answer.headers["x-openstack-ironic-api-maximum-version"]).toBe("1.115");
      expect(JSON.parse(answer.json.error_message)).toMatchObject({ code: 406 });
    },
  );

  test("discovery lists a collection from its version on", async () => {
    const { request } = createTestApi();
    expect((await request("GET", "/v1", undefined, "1.48")).json).not.toHaveProperty("conductors");
    expect((await request("GET", "/v1", undefined, "1.49")).json).toHaveProperty("conductors");
  });

  test("drops .json below 1.91 only", async () => {
    const { request } = createTestApi();
    expect((await request("GET", "/v1/nodes.json", undefined, "1.90")).status).toBe(200);
    expect((await request("GET", "/v1/nodes.json", undefined, "1.91")).status).toBe(404);
  });
});
