import type { NodeFields } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { directSteps } from "../index.js";
import { World } from "../world.test.support.js";

function validate(fields: NodeFields, world = new World()): void {
  world.direct.validate(world.task({ ...fields, driverInternalInfo: { agent_url: null } }));
}

describe("validate", () => {
  test.each<[string, NodeFields]>([
    ["nothing special", {}],
    ["hints of all kinds", { properties: { root_device: { size: 100, rotational: "false", model: "<in> Acme" } } }],
    ["sizes with operators", { properties: { root_device: { size: ">= 50" } } }],
    ["a range of sizes", { properties: { root_device: { size: "<range-in> [ 10 20 ]" } } }],
    ["a choice of sizes", { properties: { root_device: { size: "<or> 100 <or> 200" } } }],
    ["a proxy without a scheme", { driverInfo: { image_http_proxy: "proxy.example:3128" } }],
    ["hosts without a proxy", { driverInfo: { image_no_proxy: "a.example,.example,192.0.2.1:80" } }],
    ["capabilities", { instanceInfo: { capabilities: "boot_mode:uefi,secure_boot:true" } }],
    ["images through the conductor", { driverInfo: { image_download_source: "local" } }],
  ])("takes %s", (_what, fields) => {
    expect(() => validate(fields)).not.toThrow();
  });

  test.each<[string, NodeFields, string]>([
    ["an unknown hint", { properties: { root_device: { colour: "red" } } }, "colour"],
    ["a size that is none", { properties: { root_device: { size: "big" } } }, "size"],
    ["a size of 0", { properties: { root_device: { size: 0 } } }, "size"],
    ["a model that is no text", { instanceInfo: { root_device: { model: 7 } } }, "instance_info/root_device"],
    ["an empty hint", { properties: { root_device: { wwn: " " } } }, "wwn"],
    ["a rotational that is no boolean", { properties: { root_device: { rotational: "maybe" } } }, "rotational"],
    ["hints that are no object", { properties: { root_device: "/dev/sda" } }, "root_device"],
    ["an unknown boot mode", { properties: { capabilities: "boot_mode:efi" } }, "boot_mode"],
    ["an unknown disk label", { instanceInfo: { capabilities: { disk_label: "apm" } } }, "disk_label"],
    ["a proxy of another scheme", { driverInfo: { image_https_proxy: "socks5://p.example" } }, "image_https_proxy"],
    ["hosts that are none", { driverInfo: { image_no_proxy: "*.example" } }, "image_no_proxy"],
    ["an image server that is not here", { driverInfo: { image_download_source: "swift" } }, "http, local"],
  ])("refuses %s", (_what, fields, words) => {
    expect(() => validate(fields)).toThrow(
      expect.objectContaining({ code: "INVALID_PARAMETER", message: expect.stringContaining(words) }),
    );
  });

  test("asks for an image, unless the machine boots from a volume", () => {
    const world = new World();
    const withoutImage = { instanceInfo: { image_source: undefined as unknown as string } };
    const missing = expect.objectContaining({ code: "MISSING_PARAMETER" });
    expect(() => validate(withoutImage, world)).toThrow(missing);
    world.isWritten = false;
    expect(() => validate(withoutImage, world)).not.toThrow();
  });
});

describe("the steps of direct", () => {
  test("have Ironic's names and priorities, and none must never be repeated", () => {
    expect([...directSteps].map(([name, { phases, repeat }]) => [name, phases.deploy?.priority, repeat])).toEqual([
      ["deploy", 100, "safe"],
      ["write_image", 80, "attach"],
      ["prepare_instance_boot", 60, "attach"],
      ["tear_down_agent", 40, "verify"],
      ["switch_to_tenant_network", 30, "safe"],
      ["boot_instance", 20, "safe"],
    ]);
  });
});
