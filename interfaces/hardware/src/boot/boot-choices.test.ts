import { describe, expect, test } from "vitest";
import type { Node } from "../node/node.js";
import { bootModeOf, isSecureBootRequested, requestedBootMode } from "./boot-mode.js";
import { kernelAppendParams } from "./kernel-append-params.js";
import { isBootDevicePersistent } from "./persistent-boot-device.js";

function aNode(parts: Partial<Node>): Node {
  return { properties: {}, instanceInfo: {}, driverInfo: {}, driverInternalInfo: {}, ...parts } as Node;
}

describe("the boot mode of a node", () => {
  test.each<{ title: string; node: Partial<Node>; mode: string | null }>([
    { title: "is open when nothing is said", node: {}, mode: null },
    {
      title: "comes from its capabilities",
      node: { properties: { capabilities: "a:b,boot_mode:bios" } },
      mode: "bios",
    },
    { title: "is written in any case", node: { properties: { capabilities: { boot_mode: "UEFI" } } }, mode: "uefi" },
    {
      title: "is the instance's before what was found at the last deploy",
      node: {
        instanceInfo: { capabilities: { boot_mode: "bios" } },
        driverInternalInfo: { deploy_boot_mode: "uefi" },
      },
      mode: "bios",
    },
    {
      title: "is what was found at the last deploy when nobody asks",
      node: { driverInternalInfo: { deploy_boot_mode: "bios" } },
      mode: "bios",
    },
    { title: "is uefi with secure boot", node: { instanceInfo: { capabilities: "secure_boot:True" } }, mode: "uefi" },
  ])("$title", ({ node, mode }) => {
    expect(requestedBootMode(aNode(node))).toBe(mode);
    expect(bootModeOf(aNode(node), "uefi")).toBe(mode ?? "uefi");
  });

  test("is refused when the node's capabilities contradict the instance", () => {
    const node = aNode({
      properties: { capabilities: "boot_mode:uefi" },
      instanceInfo: { capabilities: { boot_mode: "bios" } },
    });
    expect(() => requestedBootMode(node)).toThrow(/asks for boot mode bios.*allows uefi alone/);
  });

  test("is refused when it is no mode", () => {
    expect(() => requestedBootMode(aNode({ properties: { capabilities: "boot_mode:legacy" } }))).toThrow(/legacy/);
  });

  test("secure boot is asked for by the instance alone", () => {
    expect(isSecureBootRequested(aNode({ properties: { capabilities: "secure_boot:true" } }))).toBe(false);
  });
});

describe("kernel_append_params", () => {
  test.each<{ title: string; node: Partial<Node>; params: string }>([
    { title: "are the configured ones", node: {}, params: "nofb vga=normal" },
    {
      title: "are the node's",
      node: { driverInfo: { kernel_append_params: "console=ttyS0" } },
      params: "console=ttyS0",
    },
    {
      title: "are the instance's before the node's",
      node: { instanceInfo: { kernel_append_params: "quiet" }, driverInfo: { kernel_append_params: "console=ttyS0" } },
      params: "quiet",
    },
    {
      title: "take in the configured ones where %default% stands",
      node: { driverInfo: { kernel_append_params: " console=ttyS0   %default% " } },
      params: "console=ttyS0 nofb vga=normal",
    },
    { title: "can be none", node: { driverInfo: { kernel_append_params: "" } }, params: "" },
  ])("$title", ({ node, params }) => {
    expect(kernelAppendParams(aNode(node), "nofb vga=normal")).toBe(params);
  });

  test.each(["a\nb", "a\tb", "ä", 7])("refuses %j", (value) => {
    const node = aNode({ driverInfo: { kernel_append_params: value } });
    expect(() => kernelAppendParams(node, "")).toThrow(/driver_info\/kernel_append_params/);
  });
});

describe("force_persistent_boot_device", () => {
  test.each([
    { value: undefined, wanted: false, persistent: false },
    { value: "Default", wanted: true, persistent: true },
    { value: "Always", wanted: false, persistent: true },
    { value: "Never", wanted: true, persistent: false },
    { value: true, wanted: false, persistent: true },
    { value: "false", wanted: false, persistent: false },
  ])("$value makes $wanted $persistent", ({ value, wanted, persistent }) => {
    const node = aNode({ driverInfo: value === undefined ? {} : { force_persistent_boot_device: value } });
    expect(isBootDevicePersistent(node, wanted)).toBe(persistent);
  });

  test("refuses another value", () => {
    expect(() =>
      isBootDevicePersistent(aNode({ driverInfo: { force_persistent_boot_device: "Sometimes" } }), true),
    ).toThrow(/"Sometimes", not Always, Default or Never/);
  });
});
