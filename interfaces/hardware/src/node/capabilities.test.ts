import { describe, expect, it } from "vitest";
import { formatCapabilities, parseCapabilities } from "./capabilities.js";
import type { JsonValue } from "./json.js";

describe("parseCapabilities", () => {
  it.each<[string, JsonValue | undefined, Record<string, string>]>([
    ["a list as text", "boot_mode:uefi,secure_boot:true", { boot_mode: "uefi", secure_boot: "true" }],
    ["spaces around names and values", " boot_mode : uefi , cpu_vt:true ", { boot_mode: "uefi", cpu_vt: "true" }],
    ["a value with a colon", "root:wwn:0x5000", { root: "wwn:0x5000" }],
    ["a part without a colon", "uefi,boot_mode:bios", { boot_mode: "bios" }],
    ["a part without a name", ":uefi,boot_mode:bios", { boot_mode: "bios" }],
    ["the last of two values", "boot_mode:bios,boot_mode:uefi", { boot_mode: "uefi" }],
    [
      "an object, as instance_info may hold",
      { secure_boot: true, disk_label: "gpt" },
      { secure_boot: "true", disk_label: "gpt" },
    ],
    ["empty text", "", {}],
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["a list, which is neither", ["boot_mode:uefi"], {}],
  ])("reads %s", (_what, value, expected) => {
    expect(Object.fromEntries(parseCapabilities(value))).toEqual(expected);
  });
});

describe("formatCapabilities", () => {
  it("writes what is read again, in the order given", () => {
    const text = "secure_boot:true,boot_mode:uefi";
    expect(formatCapabilities(parseCapabilities(text))).toBe(text);
    expect(formatCapabilities(new Map())).toBe("");
  });
});
