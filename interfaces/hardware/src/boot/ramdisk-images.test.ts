import { describe, expect, it } from "vitest";
import { CONDUCTOR_CONFIG } from "../config/conductor-config.js";
import { configDefaults } from "../config/config-section.js";
import { isDriverError } from "../errors/driver-error.js";
import type { Node } from "../node/node.js";
import { type RamdiskConfig, resolveRamdiskImages } from "./ramdisk-images.js";

const NOTHING = configDefaults(CONDUCTOR_CONFIG);
const ALL: RamdiskConfig = {
  ...NOTHING,
  deployKernel: "global-kernel",
  deployRamdisk: "global-ramdisk",
  deployKernelByArch: { aarch64: "arm-kernel" },
  deployRamdiskByArch: { aarch64: "arm-ramdisk" },
  rescueKernel: "global-rescue-kernel",
  rescueRamdisk: "global-rescue-ramdisk",
  rescueKernelByArch: { aarch64: "arm-rescue-kernel" },
  rescueRamdiskByArch: { aarch64: "arm-rescue-ramdisk" },
};

function node(driverInfo: Node["driverInfo"], architecture?: string): Node {
  return { driverInfo, properties: architecture === undefined ? {} : { cpu_arch: architecture } } as unknown as Node;
}

describe("resolveRamdiskImages", () => {
  it.each<[string, Node, "deploy" | "rescue", object]>([
    [
      "the node's own before all others",
      node({ deploy_kernel: "own-kernel", deploy_ramdisk: "own-ramdisk" }, "aarch64"),
      "deploy",
      { source: "node", kernel: "own-kernel", ramdisk: "own-ramdisk" },
    ],
    [
      "those of its architecture",
      node({}, "aarch64"),
      "deploy",
      { source: "architecture", kernel: "arm-kernel", ramdisk: "arm-ramdisk" },
    ],
    [
      "the global ones for an architecture without an own pair",
      node({}, "x86_64"),
      "deploy",
      { source: "global", kernel: "global-kernel", ramdisk: "global-ramdisk" },
    ],
    [
      "the global ones for a node without an architecture",
      node({}),
      "deploy",
      { source: "global", kernel: "global-kernel", ramdisk: "global-ramdisk" },
    ],
    [
      "a whole pair of the architecture before half a pair of the node",
      node({ deploy_kernel: "own-kernel" }, "aarch64"),
      "deploy",
      { source: "architecture", kernel: "arm-kernel", ramdisk: "arm-ramdisk" },
    ],
    [
      "the rescue pair of its architecture",
      node({ deploy_kernel: "own-kernel", deploy_ramdisk: "own-ramdisk" }, "aarch64"),
      "rescue",
      { source: "architecture", kernel: "arm-rescue-kernel", ramdisk: "arm-rescue-ramdisk" },
    ],
    [
      "the node's own rescue pair",
      node({ rescue_kernel: "own-kernel", rescue_ramdisk: "own-ramdisk" }),
      "rescue",
      { source: "node", kernel: "own-kernel", ramdisk: "own-ramdisk" },
    ],
    [
      "the global pair when the node's is empty text",
      node({ deploy_kernel: "", deploy_ramdisk: "" }),
      "deploy",
      { source: "global", kernel: "global-kernel", ramdisk: "global-ramdisk" },
    ],
    [
      "the global pair for an architecture that is called like a method of every object",
      node({}, "constructor"),
      "deploy",
      { source: "global", kernel: "global-kernel", ramdisk: "global-ramdisk" },
    ],
  ])("takes %s", (_what, subject, mode, expected) => {
    expect(resolveRamdiskImages(subject, mode, ALL)).toEqual(expected);
  });

  it.each<[string, Node, "deploy" | "rescue", Partial<RamdiskConfig>, readonly string[]]>([
    ["the architecture", node({}, "riscv64"), "deploy", {}, ["the architecture riscv64", "deploy_kernel_by_arch"]],
    ["that the node has no architecture", node({}), "deploy", {}, ["properties/cpu_arch is not set"]],
    ["the rescue options", node({}, "x86_64"), "rescue", {}, ["rescue_kernel_by_arch", "driver_info/rescue_kernel"]],
    [
      "the half that is missing on the node",
      node({ deploy_kernel: "own-kernel" }, "x86_64"),
      "deploy",
      {},
      ["deploy_ramdisk is missing beside its other half (node)"],
    ],
    [
      "the half that is missing for the architecture",
      node({}, "aarch64"),
      "deploy",
      { deployRamdiskByArch: { aarch64: "arm-ramdisk" } },
      ["deploy_kernel is missing beside its other half (architecture)"],
    ],
    [
      "the half that is missing globally",
      node({}, "aarch64"),
      "rescue",
      { rescueKernel: "global-rescue-kernel" },
      ["rescue_ramdisk is missing beside its other half (global)"],
    ],
  ])("names %s when there is no pair", (_what, subject, mode, config, words) => {
    const resolve = () => resolveRamdiskImages(subject, mode, { ...NOTHING, ...config });
    let error: unknown;
    try {
      resolve();
    } catch (thrown) {
      error = thrown;
    }
    if (!isDriverError(error, "MISSING_RAMDISK")) throw new Error("expected MISSING_RAMDISK", { cause: error });
    for (const word of words) expect(error.message).toContain(word);
    expect(error.details).toMatchObject({ architecture: subject.properties["cpu_arch"] ?? null, mode });
  });
});
