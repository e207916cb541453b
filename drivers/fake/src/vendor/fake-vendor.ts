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
import type { FakeScript } from "../script/fake-script.js";

const BAR = {
  type: "object",
  required: ["bar"],
  additionalProperties: false,
  properties: { bar: { description: "The word to compare.", type: "string", minLength: 1 } },
};

function method(description: string, how: Partial<VendorMethod> = {}): VendorMethod {
  return {
    description,
    httpMethods: ["POST"],
    isAsync: true,
    requiresExclusiveLock: true,
    isIdempotent: true,
    args: BAR,
    ...how,
  };
}

/** What each method compares `bar` with. */
const WORD: Readonly<Record<string, string>> = {
  second_method: "kazoo",
  third_method_sync: "meow",
  fourth_method_shared_lock: "woof",
};

/** Vendor methods that compare a word. Source: Ironic `ironic.drivers.modules.fake.FakeVendorB`. @public */
export class FakeVendor implements VendorInterface {
  readonly properties = { B1: "B1 description. Required.", B2: "B2 description. Required." };
  readonly methods: Readonly<Record<string, VendorMethod>> = {
    second_method: method("Test if the value of bar is kazoo"),
    third_method_sync: method("Test if the value of bar is meow", { isAsync: false }),
    fourth_method_shared_lock: method("Test if the value of bar is woof", { requiresExclusiveLock: false }),
  };
  readonly driverMethods: Readonly<Record<string, VendorMethod>> = {};
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  async call(task: NodeTask, name: string, args: JsonObject): Promise<JsonValue> {
    const word = Object.hasOwn(WORD, name) ? WORD[name] : undefined;
    if (word === undefined) throw new DriverError("INVALID_PARAMETER", { reason: `There is no method ${name}.` });
    await this.#script.call(task, "vendor", name);
    return args["bar"] === word;
  }
  async callDriver(name: string): Promise<JsonValue> {
    throw new DriverError("INVALID_PARAMETER", { reason: `There is no driver method ${name}.` });
  }
  async logPassthrough(task: NodeTask): Promise<void> {
    await this.#script.call(task, "vendor", "log_passthrough");
    task.log.info("the fake vendor interface was passed", { node: task.nodeId });
  }
}

/** @public */
export const fakeVendorSteps: StepTable<FakeVendor> = stepsFor<FakeVendor>()
  .step("log_passthrough", {
    summary: "Write a line into the log.",
    phases: { clean: { priority: 1 }, service: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: true,
    isAbortable: false,
    run: async (vendor, task) => {
      await vendor.logPassthrough(task);
      return DONE;
    },
  })
  .step("trigger_servicewait", {
    summary: "Wait once in service wait.",
    phases: { service: { priority: 0 } },
    repeat: "verify",
    needsRamdisk: false,
    isAbortable: true,
    run: async () => ({ kind: "wait", pollAfterMs: 1000 }),
    check: async () => DONE,
  })
  .build();
