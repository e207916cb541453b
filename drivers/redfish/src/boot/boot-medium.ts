import {
  type ConductorConfig,
  DriverError,
  type JsonValue,
  type Node,
  type RamdiskImages,
  resolveRamdiskImages,
} from "@steelyard/interfaces";

/** What a machine starts: an ISO that is there, or one that is made of a kernel and a ramdisk. */
export type BootMedium =
  | { readonly kind: "iso"; readonly url: string }
  | ({ readonly kind: "files"; readonly bootloader: string | null } & Pick<RamdiskImages, "kernel" | "ramdisk">);

/** The part of the configuration that a medium comes from. */
export type MediumConfig = ConductorConfig;

/**
 * The medium with the agent: `deploy_iso` or `rescue_iso`, else kernel, ramdisk and boot loader. No I/O.
 *
 * @remarks Source: reference/interfaces.md §5 "Boot, deploy and general".
 * @throws DriverError `MISSING_RAMDISK`, `MISSING_PARAMETER` without a boot loader for UEFI, `INVALID_PARAMETER`
 */
export function ramdiskMedium(
  node: Node,
  mode: "deploy" | "rescue",
  bootMode: "uefi" | "bios",
  config: MediumConfig,
): BootMedium {
  const iso = image(node.driverInfo[`${mode}_iso`], `driver_info/${mode}_iso`);
  if (iso !== undefined) return { kind: "iso", url: iso };
  const { kernel, ramdisk } = resolveRamdiskImages(node, mode, config);
  mustBeFetchable(kernel, `${mode}_kernel`);
  mustBeFetchable(ramdisk, `${mode}_ramdisk`);
  return { kind: "files", kernel, ramdisk, bootloader: bootloaderOf(node, bootMode, config) };
}

/**
 * The medium of an instance that runs from a ramdisk: `boot_iso`, else `kernel` and `ramdisk` of instance_info. No I/O.
 * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`
 */
export function instanceMedium(node: Node, bootMode: "uefi" | "bios", config: MediumConfig): BootMedium {
  const iso = image(node.instanceInfo["boot_iso"], "instance_info/boot_iso");
  if (iso !== undefined) return { kind: "iso", url: iso };
  const kernel = image(node.instanceInfo["kernel"], "instance_info/kernel");
  const ramdisk = image(node.instanceInfo["ramdisk"], "instance_info/ramdisk");
  if (kernel === undefined || ramdisk === undefined)
    throw new DriverError("MISSING_PARAMETER", {
      reason: "Set instance_info/boot_iso, or instance_info/kernel and instance_info/ramdisk.",
    });
  return { kind: "files", kernel, ramdisk, bootloader: bootloaderOf(node, bootMode, config) };
}

function bootloaderOf(node: Node, bootMode: "uefi" | "bios", config: MediumConfig): string | null {
  const architecture = node.properties["cpu_arch"];
  const byArch =
    typeof architecture === "string" && Object.hasOwn(config.bootloaderByArch, architecture)
      ? config.bootloaderByArch[architecture]
      : undefined;
  const found = image(node.driverInfo["bootloader"], "driver_info/bootloader") ?? byArch ?? config.bootloader;
  if (found) {
    mustBeFetchable(found, "bootloader");
    return found;
  }
  if (bootMode === "bios") return null;
  const which = typeof architecture === "string" ? `the architecture ${architecture}` : "the node's architecture";
  throw new DriverError("MISSING_PARAMETER", {
    reason: `A boot ISO for UEFI needs a boot loader: set driver_info/bootloader, [conductor] bootloader_by_arch for ${which}, or [conductor] bootloader.`,
  });
}

function image(value: JsonValue | undefined, key: string): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new DriverError("INVALID_PARAMETER", { reason: `${key} is not a text.` });
  mustBeFetchable(value, key);
  return value;
}

function mustBeFetchable(url: string, key: string): void {
  if (!/^(https?|file):\/\//i.test(url) || !URL.canParse(url))
    throw new DriverError("INVALID_PARAMETER", { reason: `${key} is not an http, https or file URL.` });
}
