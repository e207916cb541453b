import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

async function withNode() {
  const t = createTestApi();
  const uuid = String((await t.request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
  return { ...t, uuid, states: `/v1/nodes/${uuid}/states` };
}

test("a console is shown once it is enabled", async () => {
  const { request, states } = await withNode();
  expect((await request("GET", `${states}/console`)).json).toEqual({ console_enabled: false, console_info: null });
  const answer = await request("PUT", `${states}/console`, { enabled: "yes" });
  expect(answer.status).toBe(202);
  expect(answer.headers["location"]).toMatch(/\/states\/console$/);
  expect((await request("GET", `${states}/console`)).json).toMatchObject({
    console_enabled: true,
    console_info: { type: "socat" },
  });
  expect((await request("PUT", `${states}/console`, { enabled: null })).status).toBe(202);
  expect((await request("GET", `${states}/console`)).json["console_enabled"]).toBe(false);
});

test.each([
  ["console", {}, 400],
  ["console", { enabled: "zz" }, 400],
  ["boot_mode", { target: "uefi" }, 202],
  ["boot_mode", { target: "bogus" }, 400],
  ["boot_mode", {}, 400],
  ["secure_boot", { target: "True" }, 202],
  ["secure_boot", { target: null }, 400],
  ["secure_boot", { target: "zz" }, 400],
])("PUT states/%s %j is answered with %i", async (name, body, status) => {
  const { request, states } = await withNode();
  expect((await request("PUT", `${states}/${name}`, body)).status).toBe(status);
});

test("boot mode and secure boot begin with 1.76 and leave a machine that is worked on alone", async () => {
  const { request, store, uuid, states } = await withNode();
  expect((await request("PUT", `${states}/boot_mode`, { target: "bios" }, "1.75")).status).toBe(404);
  await store.nodes.update(uuid, { provisionState: "clean wait" }, { kind: "none" });
  expect((await request("PUT", `${states}/boot_mode`, { target: "bios" })).status).toBe(409);
  expect((await request("PUT", `${states}/secure_boot`, { target: true })).status).toBe(409);
});
