import { join } from "node:path";
import type { DemoRack } from "./demo-rack.js";

/** The configuration file of the demo, as an operator would write it for this rack. */
export function demoConfig(folder: string, { artifacts }: DemoRack): Record<string, Record<string, unknown>> {
  return {
    default: { host: "demo", enabled_hardware_types: ["redfish", "ipmi"] },
    database: { connection: `sqlite:${join(folder, "steelyard.sqlite")}` },
    conductor: {
      deploy_kernel_by_arch: artifacts.kernels,
      deploy_ramdisk_by_arch: artifacts.ramdisks,
      bootloader_by_arch: artifacts.bootloaders,
    },
    deploy: { file_url_allowed_paths: [artifacts.folder] },
    images: { cache_folder: join(folder, "images") },
  };
}
