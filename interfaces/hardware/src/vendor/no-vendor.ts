import { notSupported } from "../errors/not-supported.js";
import type { JsonValue } from "../node/json.js";
import type { VendorInterface } from "./vendor-interface.js";

/** `no-vendor`. Source: Ironic `ironic.drivers.modules.noop.NoVendor`. @public */
export class NoVendor implements VendorInterface {
  readonly properties = {};
  readonly methods = {};
  readonly driverMethods = {};
  validate(): void {
    throw notSupported("vendor", "no-vendor", "validate");
  }
  async call(): Promise<JsonValue> {
    throw notSupported("vendor", "no-vendor", "call");
  }
  async callDriver(): Promise<JsonValue> {
    throw notSupported("vendor", "no-vendor", "callDriver");
  }
}
