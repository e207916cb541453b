import type { JsonObject, VendorMethod } from "@steelyard/interfaces";
import { mustBeArgumentSchema } from "../suite/argument-schema.js";
import { attempt, mustRefuse } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeJson, mustBeNames } from "../suite/must.js";

/** @public */
export type VendorHarness = InterfaceHarness<"vendor"> & {
  /** Arguments with which each method of `methods` works on the harness's node. */
  readonly calls: Readonly<Record<string, JsonObject>>;
  /** The same for `driverMethods`. Default: none. */
  readonly driverCalls?: Readonly<Record<string, JsonObject>>;
};

const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export const VENDOR_CONTRACT: Contract<"vendor", VendorHarness> = {
  type: "vendor",
  calls: ({ calls, vendor }) =>
    Object.entries(calls).map(([name, args]) => ({
      name: `method ${name}`,
      isWrite: vendor.methods[name]?.requiresExclusiveLock ?? true,
      call: (h) => h.vendor.call(h.task, name, args),
    })),
  checks: [
    {
      title: "describes every method: HTTP methods, what it does and its arguments",
      run: async ({ vendor }) => {
        for (const [name, method] of [...Object.entries(vendor.methods), ...Object.entries(vendor.driverMethods)])
          mustBeMethod(name, method);
      },
    },
    {
      title: "answers every method with JSON, and again where it says that it may be called again",
      run: async (harness) => {
        const { vendor, task, calls, driverCalls = {} } = harness;
        mustBeNames("called method", Object.keys(calls), Object.keys(vendor.methods));
        const missing = Object.keys(vendor.methods).filter((name) => calls[name] === undefined);
        if (missing.length > 0) throw new Error(`the harness has no arguments for ${missing.join(", ")}`);
        for (const [name, args] of Object.entries(calls)) {
          for (let times = vendor.methods[name]?.isIdempotent ? 2 : 1; times > 0; times -= 1)
            mustBeJson(`answer of ${name}`, (await vendor.call(task, name, args)) ?? null);
        }
        for (const [name, args] of Object.entries(driverCalls))
          mustBeJson(`answer of ${name}`, (await vendor.callDriver(name, args, task.signal)) ?? null);
      },
    },
    {
      title: "refuses a method it does not have by INVALID_PARAMETER, before any write",
      run: async (harness) => {
        const { vendor, task } = harness;
        for (const name of ["no_such_method", "constructor", "__proto__"]) {
          await mustRefuse(harness, ["INVALID_PARAMETER"], () => vendor.call(task, name, {}));
          await mustRefuse(harness, ["INVALID_PARAMETER"], () => vendor.callDriver(name, {}, task.signal));
        }
        if (harness.seen().length > 0) throw new Error("a refused method reached the machine");
      },
    },
    {
      title: "writes nothing in methods that need no exclusive lock",
      run: async (harness) => {
        const { vendor, task, calls } = harness;
        for (const [name, args] of Object.entries(calls)) {
          if (vendor.methods[name]?.requiresExclusiveLock === false)
            await attempt(harness, () => vendor.call(task, name, args));
        }
        if (harness.seen().length > 0) throw new Error("a method that needs no exclusive lock wrote");
      },
    },
  ],
};

function mustBeMethod(name: string, { description, httpMethods, args }: VendorMethod): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no method name`);
  if (description.trim() === "") throw new Error(`${name} has no description`);
  if (httpMethods.length === 0) throw new Error(`${name} takes no HTTP method`);
  mustBeNames(`HTTP method of ${name}`, httpMethods, HTTP_METHODS);
  if (args !== undefined) mustBeArgumentSchema(`method ${name}`, args);
}

/**
 * The contract of `VendorInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeVendorInterface(name: string, make: HarnessMaker<VendorHarness>, options?: SuiteOptions): void {
  describeInterface(VENDOR_CONTRACT, name, make, options);
}
