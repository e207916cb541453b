import {
  type DeployConfig,
  DriverError,
  type JsonObject,
  type MachineFiles,
  type NodeTask,
} from "@steelyard/interfaces";
import type { PublicAddress, Store } from "@steelyard/runtime-interfaces";
import { allowedPath, pathOfFileUrl } from "../sources/allowed-path.js";
import { shownUrl } from "../sources/shown-url.js";

interface Parts {
  readonly store: Pick<Store, "machineFiles">;
  readonly address: PublicAddress;
  readonly config: DeployConfig;
}

/** Publishes files as rows and tells their URLs. */
export class StoredMachineFiles implements MachineFiles {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  publish: MachineFiles["publish"] = async (task, name, file, options = {}) => {
    if (file.kind === "local-file") {
      const path = await allowedPath(file.path, this.#parts.config.fileUrlAllowedPaths);
      return this.publishDescription(task, name, { kind: "local-file", path }, options.for);
    }
    if (file.kind === "boot-iso" && file.bootMode === "bios")
      throw new DriverError("NOT_SUPPORTED", {
        reason:
          "A boot ISO starts machines in UEFI mode alone. For BIOS mode set boot_interface ipxe, or driver_info/deploy_iso.",
      });
    if (file.kind !== "ipxe-script")
      return this.publishDescription(task, name, file as unknown as JsonObject, options.for);
    const [mac] = file.macAddresses;
    if (mac === undefined)
      throw new DriverError("MISSING_PARAMETER", {
        reason: "The node has no port to boot from; an iPXE script is found by a MAC address.",
      });
    await this.publishDescription(task, name, file as unknown as JsonObject, options.for);
    return `${this.#base(options.for)}/boot/ipxe/${mac.toLowerCase().replaceAll(":", "-")}`;
  };

  /** As `publish`, for any description that the server of this plugin understands. */
  async publishDescription(
    task: NodeTask,
    name: string,
    description: JsonObject,
    reader: "bmc" | "machine" = "machine",
  ): Promise<string> {
    task.assertOwned();
    const { id } = await this.#parts.store.machineFiles.put(task.nodeId, name, description);
    return `${this.#base(reader)}/files/${id}/${encodeURIComponent(name)}`;
  }

  async withdraw(task: NodeTask, name: string): Promise<void> {
    task.assertOwned();
    await this.#parts.store.machineFiles.delete(task.nodeId, name);
  }

  async reachable(task: NodeTask, name: string, source: string): Promise<string> {
    if (/^https?:\/\//i.test(source)) return source;
    if (/^file:\/\//i.test(source))
      return this.publish(task, name, { kind: "local-file", path: pathOfFileUrl(source) });
    throw new DriverError("INVALID_PARAMETER", { reason: `${shownUrl(source)} is not an http, https or file URL.` });
  }

  #base(reader: "bmc" | "machine" | undefined): string {
    const { httpUrl, externalHttpUrl } = this.#parts.config;
    const base = (reader === "bmc" ? externalHttpUrl : null) ?? httpUrl ?? this.#parts.address.apiUrl();
    return base.replace(/\/+$/, "");
  }
}
