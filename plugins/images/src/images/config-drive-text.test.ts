import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { aNode } from "@steelyard/driver-contract";
import type { JsonValue } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { signal } from "../scene.test.support.js";
import { configDriveText } from "./config-drive-text.js";

const UUID = "5d0c6b0e-6c9f-4d0c-8a8e-0a4f0f6f2a11";
const text = (configdrive: JsonValue | undefined, name: string | null = null) =>
  configDriveText(aNode({ uuid: UUID, name, instanceInfo: configdrive === undefined ? {} : { configdrive } }), signal);
const iso = async (configdrive: JsonValue, name: string | null = null) =>
  gunzipSync(Buffer.from((await text(configdrive, name)) ?? "", "base64"));
const MIB = 1024 * 1024;

describe("a config drive", () => {
  test.each([undefined, null, ""])("is absent: %j", async (value) => {
    expect(await text(value)).toBeUndefined();
  });

  test("is a URL that is handed on", async () => {
    expect(await text("https://drives.test/1.iso?sig=x")).toBe("https://drives.test/1.iso?sig=x");
  });

  test("is an object that becomes an ISO, equal for equal values", async () => {
    const drive = { meta_data: { hostname: "h1" }, user_data: "#cloud-config\n", network_data: { links: [] } };
    expect(await text(drive)).toBe(await text(structuredClone(drive)));
    const bytes = await iso(drive);
    expect(bytes.subarray(32_769, 32_774).toString("latin1")).toBe("CD001");
    expect(bytes.subarray(32_808, 32_816).toString("latin1")).toBe("config-2");
    expect(bytes.includes(`{"uuid":"${UUID}","hostname":"h1"}`)).toBe(true);
    expect(bytes.includes("#cloud-config\n")).toBe(true);
  });

  test("takes uuid, name and hostname from the node where they are not given", async () => {
    expect((await iso({}, "web-1")).includes(`{"uuid":"${UUID}","name":"web-1","hostname":"web-1"}`)).toBe(true);
    const given = { meta_data: { uuid: "own", name: "n", hostname: "h" } };
    expect((await iso(given, "web-1")).includes('{"uuid":"own","name":"n","hostname":"h"}')).toBe(true);
  });

  test("is an ISO in base64, gzipped or not, in lines or not", async () => {
    const bytes = randomBytes(5000);
    bytes[0] = 0;
    expect((await iso(bytes.toString("base64"))).equals(bytes)).toBe(true);
    const zipped = gzipSync(bytes, { level: 1 })
      .toString("base64")
      .replace(/(.{76})/g, "$1\n");
    expect((await iso(zipped)).equals(bytes)).toBe(true);
    expect(await text(zipped)).toBe(await text(bytes.toString("base64")));
  });

  test("may have 64 MiB", async () => {
    expect((await iso(Buffer.alloc(64 * MIB).toString("base64"))).length).toBe(64 * MIB);
  });

  test.each<[string, () => JsonValue, RegExp]>([
    ["is larger, plain", () => Buffer.alloc(64 * MIB + 1).toString("base64"), /larger than 64 MiB/],
    ["is larger, gzipped", () => gzipSync(Buffer.alloc(64 * MIB + 1)).toString("base64"), /larger than 64 MiB/],
    ["is larger, as an object", () => ({ user_data: "x".repeat(64 * MIB) }), /larger than 64 MiB/],
    ["is damaged", () => gzipSync("abc").subarray(0, 12).toString("base64"), /cannot be unzipped/],
    ["is no base64", () => "not base64!", /neither a URL nor base64/],
    ["is another URL", () => "ftp://drives.test/1.iso", /neither a URL nor base64/],
    ["is a number", () => 7, /neither an object nor a text/],
    ["is a list", () => [], /neither an object nor a text/],
    ["has metadata that is a text", () => ({ meta_data: "hostname: x" }), /meta_data that is no object/],
  ])("is refused when it %s", async (_what, value, reason) => {
    const failing = text(value());
    await expect(failing).rejects.toThrow(reason);
    await expect(failing).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
  });
});
