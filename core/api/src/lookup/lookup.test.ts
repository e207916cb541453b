import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

test("an unknown node and one in a wrong state get the same 404", async () => {
  const { request } = createTestApi();
  const uuid = (await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"];
  const wrongState = await request("GET", `/v1/lookup?node_uuid=${String(uuid)}`);
  const unknown = await request("GET", "/v1/lookup?node_uuid=00000000-0000-4000-8000-000000000001");
  expect(wrongState.status).toBe(404);
  expect(unknown.body).toBe(wrongState.body);
  expect((await request("GET", "/v1/lookup?addresses=zz")).status).toBe(400);
});

test("takes a heartbeat with the token of the lookup only", async () => {
  const { request } = createTestApi();
  const uuid = String((await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
  for (const target of ["manage", "provide"]) await request("PUT", `/v1/nodes/${uuid}/states/provision`, { target });
  const found = await request("GET", `/v1/lookup?node_uuid=${uuid}`);
  const token = (found.json["config"] as unknown as { agent_token: string }).agent_token;
  expect(JSON.stringify(found.json["node"])).not.toContain(token);
  const beat = (agentToken: string) =>
    request("POST", `/v1/heartbeat/${uuid}`, {
      callback_url: "https://10.0.0.1:9999",
      agent_token: agentToken,
      agent_version: "9",
    });
  expect((await beat("wrong")).status).toBe(400);
  expect((await beat(token)).status).toBe(202);
});
