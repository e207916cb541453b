import { readFileSync } from "node:fs";
import {
  DriverError,
  type NodeTask,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
} from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { POWER_CONTRACT, type PowerHarness } from "./describe-power-interface.js";

const PASSWORD = "open sesame";

type Broken = { -readonly [K in keyof PowerInterface]: PowerInterface[K] };
type Harness = PowerHarness & { readonly power: Broken; readonly wire: MemoryWire };

function make(): Harness {
  const wire = new MemoryWire();
  let state: PowerState = "power off";
  const power: Broken = {
    properties: { acme_address: "Host name of the BMC. Required.", acme_password: "Password. Optional." },
    supportsPowerSync: true,
    validate: ({ node }) => {
      if (typeof node.driverInfo["acme_address"] !== "string")
        throw new DriverError("MISSING_PARAMETER", { reason: "driver_info/acme_address is not set." });
    },
    getSupportedPowerStates: () => ["power on", "power off", "rebooting"],
    getPowerState: async (task) => {
      await wire.read(task);
      return state;
    },
    setPowerState: async (task, target, { timeoutMs = 60_000 } = {}) => {
      if (!["power on", "power off", "rebooting"].includes(target)) throw new DriverError("NOT_SUPPORTED");
      const limit = AbortSignal.timeout(timeoutMs);
      await wire.write(task, target, AbortSignal.any([task.signal, limit])).catch((cause: unknown) => {
        throw limit.aborted ? new DriverError("BMC_UNREACHABLE", {}, { cause }) : cause;
      });
      state = target === "power off" ? "power off" : "power on";
    },
  };
  const driverInfo = { acme_address: "bmc.test", acme_password: PASSWORD };
  return { ...wireHarness(wire, { node: { driverInfo } }), power, wire };
}

const set = (harness: Harness) => harness.power.setPowerState.bind(harness.power);

describe("the power contract", () => {
  itNotices<Harness>(checksOf<"power", PowerHarness>(POWER_CONTRACT, "acme"), make, [
    [
      "writes without asking who holds the node",
      /assertOwned/,
      ({ power, wire }) => {
        power.setPowerState = async (_task, target) => void wire.seen.push(target);
      },
    ],
    [
      "asks once and writes twice",
      /assertOwned/,
      (harness) => {
        const right = set(harness);
        harness.power.setPowerState = async (task, target, options) => {
          await right(task, target, options);
          harness.wire.seen.push("once more");
        };
      },
    ],
    [
      "goes on after the signal ended",
      /ends every call/,
      ({ power }) => {
        power.getPowerState = () => new Promise(() => {});
      },
    ],
    [
      "throws an error of its own making",
      /leads to every target|failure table/,
      ({ power }) => {
        power.getPowerState = async () => {
          throw new TypeError("undefined is no function");
        };
      },
    ],
    [
      "shows the password in an error",
      /failure table/,
      ({ power }) => {
        power.getPowerState = async () => {
          throw new DriverError("AUTH_REJECTED", { reason: `The BMC does not take ${PASSWORD}.` });
        };
      },
    ],
    [
      "logs the password",
      /reads a power state/,
      ({ power }) => {
        power.getPowerState = async (task: NodeTask) => {
          task.log.debug("asking", { password: PASSWORD });
          return "power off";
        };
      },
    ],
    [
      "accepts a node without an address",
      /refuses a node that lacks/,
      ({ power }) => {
        power.validate = () => {};
      },
    ],
    [
      "reads a file while it validates",
      /without I\/O, without writes/,
      ({ power }) => {
        power.validate = () => void readFileSync("package.json");
      },
    ],
    [
      "reports power without having switched anything",
      /leads to every target/,
      ({ power }) => {
        power.setPowerState = async () => {};
      },
    ],
    [
      "takes targets that it does not list",
      /NOT_SUPPORTED/,
      (harness) => {
        const right = set(harness);
        harness.power.setPowerState = async (task, target, options) => {
          if (target !== ("no such target" as PowerTarget)) await right(task, target, options);
        };
      },
    ],
    [
      "lists a target that the wire does not know",
      /lists power targets/,
      ({ power }) => {
        power.getSupportedPowerStates = () => ["power cycle" as PowerTarget];
      },
    ],
    [
      "tells a state that the wire does not know",
      /reads a power state/,
      ({ power }) => {
        power.getPowerState = async () => "standby" as PowerState;
      },
    ],
    [
      "ignores timeoutMs",
      /timeoutMs/,
      (harness) => {
        const right = set(harness);
        harness.power.setPowerState = (task, target) => right(task, target);
      },
    ],
    [
      "answers from memory when the wire is cut",
      /failure table/,
      ({ power }) => {
        power.getPowerState = async () => "power on";
      },
    ],
    [
      "refuses to power on what is on",
      /already is/,
      (harness) => {
        const right = set(harness);
        let last: PowerTarget | undefined;
        harness.power.setPowerState = async (task, target, options) => {
          if (target === last) throw new DriverError("BMC_ERROR");
          await right(task, target, options);
          last = target;
        };
      },
    ],
    [
      "lacks a method",
      /every method/,
      ({ power }) => {
        Reflect.deleteProperty(power, "getSupportedPowerStates");
      },
    ],
    [
      "documents nothing",
      /documents/,
      ({ power }) => {
        (power as { properties: Record<string, string> }).properties = { acme_address: " " };
      },
    ],
  ]);
});
