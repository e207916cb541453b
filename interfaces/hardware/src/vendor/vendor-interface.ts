import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject, JsonSchema, JsonValue } from "../node/json.js";
import type { NodeTask } from "../task/node-task.js";

/** A vendor method of a node. Source: Ironic `ironic.drivers.base.passthru`. @public */
export interface VendorMethod {
  readonly description: string;
  readonly httpMethods: readonly ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /** False: the answer is the HTTP body. True: 202, and the method runs afterwards. */
  readonly isAsync: boolean;
  /** False where a call does not change the node; it then takes no reservation. */
  readonly requiresExclusiveLock: boolean;
  /** True when the answer is sent as a file. */
  readonly attachesFile?: boolean;
  /** Whether a call whose answer was lost may be sent again. */
  readonly isIdempotent: boolean;
  readonly args?: JsonSchema;
}

/** Vendor passthru. Source: Ironic `ironic.drivers.base.VendorInterface`. @public */
export interface VendorInterface extends HardwareInterface {
  readonly methods: Readonly<Record<string, VendorMethod>>;
  readonly driverMethods: Readonly<Record<string, VendorMethod>>;
  /**
   * Calls a method of `methods`; long or short and repeatable as its row says.
   * @throws DriverError `INVALID_PARAMETER` for an unknown method or a bad argument, `RESERVATION_LOST`, and what the hardware
   *   answers
   */
  call(task: NodeTask, method: string, args: JsonObject): Promise<JsonValue>;
  /**
   * Calls a method of `driverMethods`, which works without a node; long or short and repeatable as its row says.
   * @throws DriverError `INVALID_PARAMETER` for an unknown method or a bad argument
   */
  callDriver(method: string, args: JsonObject, signal: AbortSignal): Promise<JsonValue>;
}
