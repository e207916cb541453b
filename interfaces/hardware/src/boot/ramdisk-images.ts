import type { ConductorConfig } from "../config/conductor-config.js";
import { DriverError } from "../errors/driver-error.js";
import type { JsonValue } from "../node/json.js";
import type { Node } from "../node/node.js";

/** Where the kernel and the ramdisk of a node come from. @public */
export interface RamdiskImages {
  readonly kernel: string;
  readonly ramdisk: string;
  /** Which level both came from. */
  readonly source: "node" | "architecture" | "global";
}

/** The part of the configuration that names kernels and ramdisks. @public */
export type RamdiskConfig = Pick<
  ConductorConfig,
  | "deployKernel"
  | "deployRamdisk"
  | "deployKernelByArch"
  | "deployRamdiskByArch"
  | "rescueKernel"
  | "rescueRamdisk"
  | "rescueKernelByArch"
  | "rescueRamdiskByArch"
>;

/**
 * Resolves kernel and ramdisk: node → its architecture → global. A level counts only when it has both.
 *
 * @remarks
 * Source: Ironic `[conductor]deploy_kernel_by_arch`, `ironic.drivers.utils.get_agent_kernel_ramdisk` ("node first, both or none").
 *
 * @throws DriverError `MISSING_RAMDISK` which names the architecture and what is missing at each level
 * @public
 */
export function resolveRamdiskImages(node: Node, mode: "deploy" | "rescue", config: RamdiskConfig): RamdiskImages {
  const architecture = text(node.properties["cpu_arch"]);
  const isDeploy = mode === "deploy";
  const levels = [
    {
      source: "node" as const,
      kernel: text(node.driverInfo[`${mode}_kernel`]),
      ramdisk: text(node.driverInfo[`${mode}_ramdisk`]),
    },
    {
      source: "architecture" as const,
      kernel: own(isDeploy ? config.deployKernelByArch : config.rescueKernelByArch, architecture),
      ramdisk: own(isDeploy ? config.deployRamdiskByArch : config.rescueRamdiskByArch, architecture),
    },
    {
      source: "global" as const,
      kernel: (isDeploy ? config.deployKernel : config.rescueKernel) ?? undefined,
      ramdisk: (isDeploy ? config.deployRamdisk : config.rescueRamdisk) ?? undefined,
    },
  ];
  for (const { source, kernel, ramdisk } of levels) {
    if (kernel && ramdisk) return { source, kernel, ramdisk };
  }
  const half = levels.find((level) => level.kernel || level.ramdisk);
  const missing = half
    ? `${half.kernel ? `${mode}_ramdisk` : `${mode}_kernel`} is missing beside its other half (${half.source}).`
    : "";
  throw new DriverError("MISSING_RAMDISK", {
    reason:
      `Set driver_info/${mode}_kernel and ${mode}_ramdisk, or [conductor] ${mode}_kernel_by_arch and ${mode}_ramdisk_by_arch ` +
      `for ${architecture ? `the architecture ${architecture}` : "the node's architecture (properties/cpu_arch is not set)"}, or [conductor] ${mode}_kernel and ${mode}_ramdisk.` +
      (missing ? ` ${missing}` : ""),
    architecture: architecture ?? null,
    mode,
  });
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function own(map: Readonly<Record<string, string>>, key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
