import {
  DriverError,
  type JsonObject,
  type JsonValue,
  type NodeSubject,
  type NodeTask,
  type VendorInterface,
  type VendorMethod,
} from "@steelyard/interfaces";
import type { Bmc } from "../access/bmc.js";
import { REDFISH_PROPERTIES } from "../access/driver-info.js";
import type { RedfishAccess } from "../access/redfish-access.js";
import { ejectMedia } from "../virtual-media/eject-media.js";
import { allSubscriptions, createSubscription, deleteSubscription, getSubscription } from "./subscriptions.js";

/** `MediaTypes` by what the caller writes. Source: DSP0268, VirtualMedia, `MediaTypes`. */
const MEDIA_TYPE_OF = { cd: "CD", dvd: "DVD", floppy: "Floppy", usb: "USBStick" } as const;

const ID_ARGS = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: { id: { type: "string", minLength: 1, description: "The subscription's id at the BMC." } },
};

const METHODS = {
  eject_vmedia: {
    description: "Eject virtual media: those of boot_device (cd, dvd, floppy or usb), or all.",
    httpMethods: ["POST"],
    isAsync: true,
    requiresExclusiveLock: true,
    isIdempotent: true,
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        boot_device: { enum: [...Object.keys(MEDIA_TYPE_OF), null], description: "Which media; default: all." },
      },
    },
  },
  create_subscription: {
    description: "Subscribe to events of the BMC. Destination is required.",
    httpMethods: ["POST"],
    isAsync: false,
    requiresExclusiveLock: true,
    isIdempotent: false,
    args: {
      type: "object",
      additionalProperties: false,
      required: ["Destination"],
      properties: {
        Destination: { type: "string", minLength: 1, description: "URL that events are posted to." },
        EventTypes: { type: "array", items: { type: "string" }, description: "Default: Alert." },
        Context: { type: "string", description: "Sent with each event. Default: empty." },
        Protocol: { type: "string", description: "Default: Redfish." },
        HttpHeaders: { type: "array", items: { type: "object" }, description: "Sent with each event." },
      },
    },
  },
  delete_subscription: {
    description: "Delete the event subscription id.",
    httpMethods: ["DELETE"],
    isAsync: false,
    requiresExclusiveLock: true,
    isIdempotent: false,
    args: ID_ARGS,
  },
  get_subscription: {
    description: "Show the event subscription id.",
    httpMethods: ["GET"],
    isAsync: false,
    requiresExclusiveLock: false,
    isIdempotent: true,
    args: ID_ARGS,
  },
  get_all_subscriptions: {
    description: "List the event subscriptions of the BMC.",
    httpMethods: ["GET"],
    isAsync: false,
    requiresExclusiveLock: false,
    isIdempotent: true,
  },
} as const satisfies Record<string, VendorMethod>;

const CALLS: { readonly [M in keyof typeof METHODS]: (bmc: Bmc, args: JsonObject) => Promise<JsonValue> } = {
  eject_vmedia: async (bmc, args) => {
    await eject(bmc, args["boot_device"] ?? null);
    return null;
  },
  create_subscription: createSubscription,
  delete_subscription: async (bmc, args) => {
    await deleteSubscription(bmc, idOf(args));
    return null;
  },
  get_subscription: (bmc, args) => getSubscription(bmc, idOf(args)),
  get_all_subscriptions: allSubscriptions,
};

/**
 * Virtual media and event subscriptions by vendor passthru.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.redfish.vendor`; reference/redfish.md §9.
 * @public
 */
export class RedfishVendor implements VendorInterface {
  readonly properties = REDFISH_PROPERTIES;
  readonly methods: Readonly<Record<string, VendorMethod>> = METHODS;
  readonly driverMethods = {};
  readonly #access: RedfishAccess;

  constructor(access: RedfishAccess) {
    this.#access = access;
  }

  validate({ node }: NodeSubject): void {
    this.#access.validate(node);
  }

  async call(task: NodeTask, method: string, args: JsonObject): Promise<JsonValue> {
    if (!Object.hasOwn(CALLS, method))
      throw new DriverError("INVALID_PARAMETER", { reason: `There is no vendor method ${method}.` });
    return this.#access.use(task, (bmc) => CALLS[method as keyof typeof CALLS](bmc, args));
  }

  async callDriver(method: string): Promise<JsonValue> {
    throw new DriverError("INVALID_PARAMETER", { reason: `There is no driver method ${method}.` });
  }
}

async function eject(bmc: Bmc, device: JsonValue): Promise<void> {
  if (device === null) {
    await ejectMedia(bmc, undefined);
    return;
  }
  const mediaType = Object.entries(MEDIA_TYPE_OF).find(([name]) => name === device)?.[1];
  const found = mediaType === undefined ? 0 : await ejectMedia(bmc, [mediaType]);
  if (found === 0)
    throw new DriverError("INVALID_PARAMETER", {
      reason: `No virtual drive of the machine is a ${JSON.stringify(device)}.`,
    });
}

function idOf(args: JsonObject): string {
  const id = args["id"];
  if (typeof id !== "string" || id === "") throw new DriverError("INVALID_PARAMETER", { reason: "id is not set." });
  return id;
}
