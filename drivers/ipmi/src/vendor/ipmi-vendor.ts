import {
  DONE,
  DriverError,
  type JsonObject,
  type JsonValue,
  type NodeSubject,
  type NodeTask,
  type StepTable,
  stepsFor,
  type VendorInterface,
  type VendorMethod,
} from "@steelyard/interfaces";
import { isIpmiError, mcReset, sendRaw } from "@steelyard/ipmi-client";
import type { IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_PROPERTIES } from "../access/ipmi-properties.js";
import { parseRawBytes, RAW_BYTES_PATTERN } from "./raw-bytes.js";

const SEND_RAW_ARGS = {
  type: "object",
  required: ["raw_bytes"],
  additionalProperties: false,
  properties: {
    raw_bytes: {
      type: "string",
      pattern: RAW_BYTES_PATTERN,
      description: "The bytes to send to the BMC: NetFn, command and data, e.g. `0x00 0x01`.",
    },
  },
};

const BMC_RESET_ARGS = {
  type: "object",
  additionalProperties: false,
  properties: {
    warm: {
      anyOf: [{ type: "boolean" }, { type: "string", pattern: "^(?:[tT]rue|[fF]alse)$" }],
      description: "Whether the reset is warm (default) or cold.",
    },
  },
};

/** What both methods have in common: sent once, for nobody knows what a repeat would do. */
const ONCE = {
  httpMethods: ["POST"],
  isAsync: true,
  requiresExclusiveLock: true,
  isIdempotent: false,
} as const satisfies Partial<VendorMethod>;

/**
 * Vendor methods of IPMI: raw commands and the reset of the BMC; `ipmitool` is the name that Ironic's clients know.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.ipmitool.VendorPassthru`.
 * @public
 */
export class IpmiVendor implements VendorInterface {
  readonly properties = IPMI_PROPERTIES;
  readonly methods: Readonly<Record<"send_raw" | "bmc_reset", VendorMethod>> = {
    send_raw: {
      ...ONCE,
      description:
        "Send raw bytes to the BMC. Required argument: 'raw_bytes' - a string of raw bytes (e.g. '0x00 0x01').",
      args: SEND_RAW_ARGS,
    },
    bmc_reset: {
      ...ONCE,
      description: "Reset the BMC. Argument: 'warm' (Boolean) - for warm (True, default) or cold (False) reset.",
      args: BMC_RESET_ARGS,
    },
  };
  readonly driverMethods = {};
  readonly #bmcs: IpmiBmcs;

  constructor(bmcs: IpmiBmcs) {
    this.#bmcs = bmcs;
  }

  validate({ node }: NodeSubject): void {
    this.#bmcs.validate(node);
  }

  async call(task: NodeTask, method: string, args: JsonObject): Promise<JsonValue> {
    switch (method) {
      case "send_raw":
        await this.sendRaw(task, args["raw_bytes"]);
        return null;
      case "bmc_reset":
        await this.resetBmc(task, String(args["warm"] ?? true).toLowerCase() === "true" ? "warm" : "cold");
        return null;
      default:
        throw new DriverError("INVALID_PARAMETER", { reason: `There is no vendor method ${method}.` });
    }
  }

  async callDriver(method: string): Promise<JsonValue> {
    throw new DriverError("INVALID_PARAMETER", { reason: `There is no driver vendor method ${method}.` });
  }

  /**
   * Sends bytes to the BMC, in one datagram. Neither they nor the answer are logged: they may hold secrets.
   *
   * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`; `BMC_UNREACHABLE` also when the BMC may have acted and its
   *   answer did not come; as the power interface
   */
  async sendRaw(task: NodeTask, rawBytes: JsonValue | undefined): Promise<void> {
    if (rawBytes === undefined || rawBytes === null || rawBytes === "")
      throw new DriverError("MISSING_PARAMETER", { reason: "The argument raw_bytes is missing." });
    if (typeof rawBytes !== "string")
      throw new DriverError("INVALID_PARAMETER", { reason: "The argument raw_bytes is not a text." });
    const bytes = parseRawBytes(rawBytes);
    await this.#bmcs.use(task, (bmc) => sendRaw(bmc.client, bytes, bmc.write()));
  }

  /** Restarts the BMC. One that goes down before it answers has done what it was told. */
  async resetBmc(task: NodeTask, kind: "warm" | "cold"): Promise<void> {
    await this.#bmcs.use(task, async (bmc) => {
      try {
        await mcReset(bmc.client, kind, bmc.write());
      } catch (error) {
        if (!isIpmiError(error, "OUTCOME_UNKNOWN")) throw error;
        task.log.info("the BMC did not answer the request for its reset, which is usual", { node: task.nodeId, kind });
      }
    });
  }
}

/** @public */
export const ipmiVendorSteps: StepTable<IpmiVendor> = stepsFor<IpmiVendor>()
  .step<{ raw_bytes: string }>("send_raw", {
    summary: "Send raw bytes to the BMC.",
    phases: { clean: { priority: 0 }, deploy: { priority: 0 }, service: { priority: 0 } },
    // Nobody knows what the bytes do.
    repeat: "never",
    needsRamdisk: false,
    isAbortable: false,
    args: SEND_RAW_ARGS,
    run: async (vendor, task, { raw_bytes }) => {
      await vendor.sendRaw(task, raw_bytes);
      return DONE;
    },
  })
  .build();
