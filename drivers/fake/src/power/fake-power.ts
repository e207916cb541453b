import {
  DriverError,
  type NodeSubject,
  type NodeTask,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type SetPowerOptions,
} from "@steelyard/interfaces";
import { factOf, remember } from "../script/fake-facts.js";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

const TARGETS = ["power on", "power off", "rebooting", "soft rebooting", "soft power off"] as const;

/**
 * Power of a machine that is not there: it has the state that was last asked for; before that, none.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.fake.FakePower`.
 * @public
 */
export class FakePower implements PowerInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly supportsPowerSync = true;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }

  async getPowerState(task: NodeTask): Promise<PowerState | null> {
    await this.#script.call(task, "power", "getPowerState");
    return factOf<PowerState | null>(task, "power", task.node.powerState);
  }

  async setPowerState(task: NodeTask, target: PowerTarget, options: SetPowerOptions = {}): Promise<void> {
    if (!(TARGETS as readonly string[]).includes(target))
      throw new DriverError("NOT_SUPPORTED", { reason: `There is no power state ${target}.` });
    const limit = AbortSignal.timeout(options.timeoutMs ?? 60_000);
    const signal = AbortSignal.any([task.signal, limit]);
    await this.#script.call(withSignal(task, signal), "power", "setPowerState").catch((cause: unknown) => {
      if (limit.aborted && cause === limit.reason)
        throw new DriverError("BMC_UNREACHABLE", { method: "setPowerState" }, { cause });
      throw cause;
    });
    await remember(task, "power", target.endsWith("off") ? "power off" : "power on");
  }

  getSupportedPowerStates(): readonly PowerTarget[] {
    return TARGETS;
  }
}

/** The task with another signal; everything else is the task's own. */
function withSignal(task: NodeTask, signal: AbortSignal): NodeTask {
  return new Proxy(task, {
    get(target, key) {
      if (key === "signal") return signal;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
