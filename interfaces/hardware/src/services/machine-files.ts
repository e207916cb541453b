import { type Token, token } from "../driver/token.js";
import type { JsonObject } from "../node/json.js";
import type { NodeTask } from "../task/node-task.js";

/**
 * A file that a machine, its BMC or its agent fetches from us. It is described, not stored: what is served is a
 * deterministic function of the description, byte-identical from every process.
 * @public
 */
export type MachineFile =
  | {
      readonly kind: "boot-iso";
      /** `http(s)://` or `file://` URLs. */
      readonly kernel: string;
      readonly ramdisk: string;
      /** The kernel's command line. */
      readonly kernelParameters: string;
      readonly bootMode: "uefi" | "bios";
      readonly architecture: string | null;
      /** EFI system partition image (URL); needed for `uefi` on real machines. */
      readonly bootloader: string | null;
      /** Path on the ISO → JSON content, e.g. `openstack/latest/network_data.json`. */
      readonly files: Readonly<Record<string, JsonObject>>;
    }
  | {
      readonly kind: "ipxe-script";
      /** The machine's MAC addresses; each finds the script at `<http_url>/boot/ipxe/<mac-with-dashes>`. */
      readonly macAddresses: readonly string[];
      readonly script: string;
    }
  | { readonly kind: "config-drive"; readonly content: JsonObject }
  | {
      /** A file on this host's disk, below one of `[deploy] file_url_allowed_paths`. */
      readonly kind: "local-file";
      readonly path: string;
    };

/**
 * Publishes files for the machine of a task as rows.
 *
 * @remarks Source: DESIGN §3, "A machine never depends on one process".
 * @public
 */
export interface MachineFiles {
  /**
   * Publishes `file` under `name` (unique per node; published again it is replaced; the same file keeps its URL).
   * @returns the URL to fetch it from: unguessable, except that of an iPXE script; for BMCs under `[deploy] external_http_url`
   * @throws DriverError `RESERVATION_LOST`, `INVALID_PARAMETER` for a path outside the allowed folders, `NOT_SUPPORTED` for a
   *   boot ISO in BIOS mode, `MISSING_PARAMETER` for an iPXE script without a MAC address
   */
  publish(
    task: NodeTask,
    name: string,
    file: MachineFile,
    options?: { readonly for?: "bmc" | "machine" },
  ): Promise<string>;
  /** Withdraws what was published under `name`; none is fine. */
  withdraw(task: NodeTask, name: string): Promise<void>;
  /**
   * A URL the machine itself can fetch `source` from: `http(s)` as it is, `file://` published.
   * @throws DriverError `INVALID_PARAMETER` for another scheme or a path outside the allowed folders
   */
  reachable(task: NodeTask, name: string, source: string): Promise<string>;
}

/** @public */
export const MACHINE_FILES: Token<MachineFiles> = token("interfaces/machine-files");
