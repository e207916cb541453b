import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

test("traits are set, added, counted and removed", async () => {
  const { request } = createTestApi();
  const uuid = String((await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
  const traits = `/v1/nodes/${uuid}/traits`;
  expect((await request("PUT", traits, { traits: ["CUSTOM_B", "HW_CPU_X86_VMX"] })).status).toBe(204);
  expect((await request("PUT", `${traits}/CUSTOM_A`)).headers["location"]).toMatch(/\/traits\/CUSTOM_A$/);
  expect((await request("GET", traits)).json["traits"]).toEqual(["CUSTOM_A", "CUSTOM_B", "HW_CPU_X86_VMX"]);
  expect((await request("PUT", traits, { traits: ["lower"] })).status).toBe(400);
  expect((await request("PUT", traits, { traits: Array.from({ length: 51 }, (_, at) => `CUSTOM_${at}`) })).status).toBe(
    400,
  );
  expect((await request("DELETE", `${traits}/CUSTOM_X`)).status).toBe(404);
  expect((await request("GET", traits, undefined, "1.36")).status).toBe(406);
});
