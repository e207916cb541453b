import { expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

test("lists what live conductors serve", async () => {
  const { request } = createTestApi();
  const { json } = await request("GET", "/v1/drivers?fields=name,hosts");
  expect(json["drivers"]).toHaveLength(6);
  expect((json["drivers"] as unknown as object[])[0]).toMatchObject({ name: "fake-hardware", hosts: ["localhost"] });
});

test("shows interfaces by version", async () => {
  const { request } = createTestApi();
  expect((await request("GET", "/v1/drivers/ipmi", undefined, "1.85")).json).not.toHaveProperty(
    "default_firmware_interface",
  );
  expect((await request("GET", "/v1/drivers/ipmi", undefined, "1.86")).json["default_firmware_interface"]).toBe(
    "no-firmware",
  );
  expect((await request("GET", "/v1/drivers/nope")).status).toBe(404);
});

test("lists conductors and shards from their versions on", async () => {
  const { request } = createTestApi();
  expect((await request("GET", "/v1/conductors", undefined, "1.48")).status).toBe(404);
  expect((await request("GET", "/v1/conductors/localhost")).json).toMatchObject({ alive: true, conductor_group: "" });
  await request("POST", "/v1/nodes", { driver: "fake-hardware", shard: "s" });
  expect((await request("GET", "/v1/shards")).json["shards"]).toEqual([{ name: "s", count: 1 }]);
});
