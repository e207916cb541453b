import type { Hardware } from "@steelyard/container";
import { INTERFACE_TYPES, type JsonObject, type JsonValue, type VendorMethod } from "@steelyard/interfaces";
import { RequestError } from "@steelyard/runtime-interfaces";
import { validateArgs } from "@steelyard/steps";

/** A vendor method, if it is there and takes this HTTP method. @throws RequestError `INVALID` */
export function vendorMethod(
  methods: Readonly<Record<string, VendorMethod>>,
  name: string,
  httpMethod: string,
  args: JsonObject,
): VendorMethod {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined)
    throw new RequestError(
      "INVALID",
      `No vendor method ${JSON.stringify(name)}; there are: ${Object.keys(methods).join(", ") || "none"}.`,
    );
  if (!(method.httpMethods as readonly string[]).includes(httpMethod))
    throw new RequestError(
      "INVALID",
      `Vendor method ${name} takes ${method.httpMethods.join(", ")}, not ${httpMethod}.`,
    );
  if (method.args !== undefined)
    validateArgs(
      {
        interface: "vendor",
        step: name,
        phases: {},
        repeat: "never",
        needsRamdisk: false,
        isAbortable: false,
        args: method.args,
      },
      args,
    );
  return method;
}

/** Option name → description over the default interfaces of a hardware type. Source: Ironic `AbstractHardwareType.get_properties`. */
export function driverProperties(hardware: Hardware, driver: string): Readonly<Record<string, string>> {
  const type = servedType(hardware, driver);
  return Object.assign(
    {},
    ...INTERFACE_TYPES.map((each) => {
      const name = type.defaults[each];
      return name === null ? {} : hardware.implementation(each, name).properties;
    }),
  ) as Record<string, string>;
}

/** @throws RequestError `NOT_FOUND` */
export function servedType(hardware: Hardware, driver: string) {
  const type = hardware.hardwareTypes.find(({ name }) => name === driver);
  if (type === undefined) throw new RequestError("NOT_FOUND", `The driver '${driver}' is unknown.`);
  return type;
}

/** The default vendor interface of a hardware type. */
export function driverVendor(hardware: Hardware, driver: string) {
  const name = servedType(hardware, driver).defaults.vendor;
  if (name === null) throw new RequestError("INVALID", `Driver ${driver} does not support vendor passthru.`);
  return hardware.implementation("vendor", name);
}

/** What a passthru answers. */
export type PassthruAnswer = { readonly isAsync: boolean; readonly value?: JsonValue };
