import { DriverError, type VendorInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, base, type Loose } from "../suite/pieces.test.support.js";
import { VENDOR_CONTRACT, type VendorHarness } from "./describe-vendor-interface.js";

describe("the vendor contract", () => {
  const make = (): VendorHarness & { vendor: Loose<VendorInterface>; wire: MemoryWire } => {
    const wire = new MemoryWire();
    const beep = {
      description: "Beeps.",
      httpMethods: ["POST"],
      isAsync: false,
      requiresExclusiveLock: true,
      isIdempotent: true,
      args: {
        type: "object",
        additionalProperties: false,
        properties: { times: { type: "integer", description: "How often." } },
      },
    } as const;
    return {
      ...wireHarness(wire),
      wire,
      calls: { beep: { times: 2 } },
      vendor: {
        ...base,
        methods: { beep },
        driverMethods: {},
        call: async (task, method) => {
          if (method !== "beep") throw new DriverError("INVALID_PARAMETER");
          await wire.write(task, method);
          return { beeped: true };
        },
        callDriver: async () => {
          throw new DriverError("INVALID_PARAMETER");
        },
      },
    };
  };
  itNotices(checksOf<"vendor", VendorHarness>(VENDOR_CONTRACT, "acme") as never, make, [
    [
      "takes arguments it does not know",
      /describes every method/,
      (h) => {
        const method = h.vendor.methods["beep"]!;
        Object.assign(h.vendor, { methods: { beep: { ...method, args: { type: "object", properties: {} } } } });
      },
    ],
    [
      "has a schema with a misspelt keyword",
      /describes every method/,
      (h) => {
        const method = h.vendor.methods["beep"]!;
        Object.assign(h.vendor, {
          methods: {
            beep: { ...method, args: { type: "object", additionalProperties: false, requried: ["a"] } },
          },
        });
      },
    ],
    [
      "takes methods it does not have",
      /refuses a method/,
      (h) => {
        h.vendor.call = async () => null;
      },
    ],
    [
      "writes in a method that takes no lock",
      /no exclusive lock/,
      (h) => {
        Object.assign(h.vendor, { methods: { beep: { ...h.vendor.methods["beep"]!, requiresExclusiveLock: false } } });
      },
    ],
    [
      "can be called only once although it says otherwise",
      /answers every method/,
      (h) => {
        const beep = alternating<boolean>(true, false);
        h.vendor.call = async () => {
          if (!(await beep())) throw new DriverError("BMC_ERROR");
          return null;
        };
      },
    ],
  ]);
});
