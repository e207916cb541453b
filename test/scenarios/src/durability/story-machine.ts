import {
  bind,
  DONE,
  type DriverDefinition,
  DriverError,
  defineDriver,
  type InspectOutcome,
  NoBios,
  type NodeTask,
  NoInspect,
  NoRescue,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type StepCheck,
  type StepOutcome,
  type StepReboot,
  type StepTable,
  stepsFor,
} from "@steelyard/interfaces";
import type { MortalProcess } from "./mortal-process.js";

/** A machine outside every process: it outlives them. */
export class StoryMachine {
  power: PowerState = "power off";
  /** What was done to it, in order. */
  readonly effects: string[] = [];
  readonly done = new Set<string>();
  polls = 0;
  /** How often its power state was read. */
  reads = 0;
  isUnreachable = false;
  /** Whether its agent has ended its command. */
  isCommandOver = false;
  /** Told each effect as it happens. */
  onEffect: (effect: string) => void = () => undefined;

  count(effect: string): number {
    return this.effects.filter((each) => each === effect).length;
  }

  apply(effect: string): void {
    this.effects.push(effect);
    this.done.add(effect);
    this.onEffect(effect);
  }
}

class StoryPower implements PowerInterface {
  readonly properties = {};
  readonly supportsPowerSync = true;
  readonly #machine: StoryMachine;
  readonly #process: MortalProcess;

  constructor(machine: StoryMachine, process: MortalProcess) {
    this.#machine = machine;
    this.#process = process;
  }

  validate(): void {}

  getPowerState(): Promise<PowerState> {
    return this.#process.call(async () => {
      this.#machine.reads += 1;
      if (this.#machine.isUnreachable) throw new DriverError("BMC_UNREACHABLE");
      return this.#machine.power;
    });
  }

  async setPowerState(task: NodeTask, target: PowerTarget): Promise<void> {
    task.assertOwned();
    await this.#process.call(async () => {
      this.#machine.power = target.endsWith("off") ? "power off" : "power on";
      this.#machine.apply(target);
    });
  }

  getSupportedPowerStates(): readonly PowerTarget[] {
    return ["power on", "power off", "rebooting", "soft power off", "soft rebooting"];
  }
}

/** Leaves the work to an agent. */
const INTO_AGENT: StepReboot = { kind: "reboot", then: "next", awaitAgent: true };

class InBandInspect extends NoInspect {
  override validate(): void {}
  override async inspectHardware(): Promise<InspectOutcome> {
    return INTO_AGENT;
  }
  override async abort(): Promise<void> {}
}

class InBandRescue extends NoRescue {
  override validate(): void {}
  override async rescue(): Promise<StepOutcome> {
    return INTO_AGENT;
  }
  override async cleanUp(): Promise<void> {}
}

/** Steps of every kind of repeat and outcome, as a BIOS interface. */
class StoryBios extends NoBios {
  readonly #machine: StoryMachine;
  readonly #process: MortalProcess;

  constructor(machine: StoryMachine, process: MortalProcess) {
    super();
    this.#machine = machine;
    this.#process = process;
  }

  async act(task: NodeTask, effect: string, outcome: StepOutcome = DONE): Promise<StepOutcome> {
    task.assertOwned();
    await this.#process.call(async () => this.#machine.apply(effect));
    return outcome;
  }

  found(effect: string): Promise<StepCheck> {
    return this.#process.call(async () => (this.#machine.done.has(effect) ? DONE : { kind: "not-started" }));
  }

  /** What the agent says of its command; it calls once, when that is over. */
  lookAtAgent(effect: string): Promise<StepCheck> {
    return this.#process.call(async () => {
      if (!this.#machine.done.has(effect)) return { kind: "not-started" };
      return this.#machine.isCommandOver ? DONE : { kind: "wait", for: "agent" };
    });
  }

  /** Takes three looks to be over. */
  look(effect: string): Promise<StepCheck> {
    return this.#process.call(async () => {
      if (!this.#machine.done.has(effect)) return { kind: "not-started" };
      this.#machine.polls += 1;
      return this.#machine.polls < 3 ? { kind: "wait", pollAfterMs: 1 } : DONE;
    });
  }

  /** Two irreversible requests with a checkpoint before each. */
  async inTwoParts(task: NodeTask): Promise<StepOutcome> {
    if (task.checkpointed === undefined) {
      await task.checkpoint({ part: 1 });
      await this.act(task, "part 1");
    } else if (!this.#machine.done.has("part 1")) await this.act(task, "part 1");
    if ((task.checkpointed as { part: number }).part < 2) await task.checkpoint({ part: 2 });
    if (!this.#machine.done.has("part 2")) await this.act(task, "part 2");
    return DONE;
  }
}

const common = { needsRamdisk: false, isAbortable: true } as const;

/** In the order of their priorities. */
const steps: StepTable<StoryBios> = stepsFor<StoryBios>()
  .step("in_band", {
    ...common,
    phases: { deploy: { priority: 100 }, clean: { priority: 100 } },
    repeat: "attach",
    run: (bios, task) => bios.act(task, "in_band", { kind: "wait", for: "agent" }),
    check: (bios) => bios.lookAtAgent("in_band"),
  })
  .step("safe", {
    ...common,
    phases: { deploy: { priority: 99 }, clean: { priority: 99 } },
    repeat: "safe",
    run: (bios, task) => bios.act(task, "safe"),
  })
  .step("verified", {
    ...common,
    phases: { deploy: { priority: 98 }, clean: { priority: 98 } },
    repeat: "verify",
    run: (bios, task) => bios.act(task, "verified"),
    check: (bios) => bios.found("verified"),
  })
  .step("polled", {
    ...common,
    phases: { deploy: { priority: 97 }, clean: { priority: 97 } },
    repeat: "attach",
    run: (bios, task) => bios.act(task, "polled", { kind: "wait", pollAfterMs: 1 }),
    check: (bios) => bios.look("polled"),
  })
  .step("rebooted", {
    ...common,
    phases: { deploy: { priority: 96 }, clean: { priority: 96 } },
    repeat: "verify",
    run: (bios, task) => bios.act(task, "rebooted", { kind: "reboot", then: "same" }),
    check: (bios) => bios.found("rebooted"),
  })
  .step("in_two_parts", {
    ...common,
    phases: { deploy: { priority: 95 }, clean: { priority: 95 } },
    repeat: "safe",
    run: (bios, task) => bios.inTwoParts(task),
  })
  .step("switched_off", {
    ...common,
    phases: { deploy: { priority: 94 }, clean: { priority: 94 } },
    repeat: "safe",
    run: async () => ({ kind: "power", target: "power off", then: "next" }),
  })
  .step("once_only", {
    ...common,
    phases: { deploy: { priority: 0 }, clean: { priority: 0 } },
    repeat: "never",
    run: (bios, task) => bios.act(task, "once_only"),
  })
  .step("broken", {
    ...common,
    phases: { deploy: { priority: 0 }, clean: { priority: 0 } },
    repeat: "safe",
    run: async () => {
      throw new DriverError("BMC_ERROR", { reason: "The machine said no." });
    },
  })
  .build();

/** Effects of an uninterrupted deploy or clean, each once. */
export const STORY_EFFECTS = ["in_band", "safe", "verified", "polled", "rebooted", "part 1", "part 2"] as const;

/** The driver through which a process reaches the machine. */
export function storyDriver(machine: StoryMachine, process: MortalProcess): DriverDefinition {
  return defineDriver({
    id: "story",
    interfaces: {
      power: [bind("power", "story", { deps: {}, create: () => new StoryPower(machine, process) })],
      inspect: [bind("inspect", "story", { deps: {}, create: () => new InBandInspect() })],
      rescue: [bind("rescue", "story", { deps: {}, create: () => new InBandRescue() })],
      bios: [bind("bios", "story", { deps: {}, create: () => new StoryBios(machine, process), steps })],
      boot: ["fake"],
      deploy: ["fake"],
      management: ["noop"],
      network: ["noop"],
      storage: ["noop"],
    },
  });
}
