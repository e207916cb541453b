import type { InterfaceType } from "../node/interface-type.js";
import { DriverError } from "./driver-error.js";

/** The error of a method that an implementation does not have. @public */
export function notSupported(type: InterfaceType, implementation: string, method: string): DriverError {
  return new DriverError("NOT_SUPPORTED", {
    reason: `The ${type} interface ${implementation} does not support ${method}.`,
  });
}
