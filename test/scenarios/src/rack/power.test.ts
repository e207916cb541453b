import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
beforeAll(async () => {
  bench = await RackBench.open([
    { name: "redfish" },
    { name: "ipmi", protocols: ["ipmi"] },
    { name: "deaf-redfish", ignoresShutdown: 99 },
    { name: "deaf-ipmi", protocols: ["ipmi"], ignoresShutdown: 99 },
    { name: "stuck-redfish" },
    { name: "stuck-ipmi", protocols: ["ipmi"] },
  ]);
});
afterAll(() => bench?.close());

/** Deploys a machine, so that an operating system hears the power button. */
async function running(name: string): Promise<void> {
  await bench.makeAvailable(name);
  await bench.deploy(name);
  await bench.runsInstance(name);
}

/** What a power request made the machine do. */
async function effectsOf(name: string, work: () => Promise<unknown>): Promise<readonly string[]> {
  const { journal } = bench.rack;
  const since = journal.entries.length;
  await work();
  return journal.entries
    .slice(since)
    .filter(({ machine, effect }) => machine === name && /^(power-(on|off)|reset)$/.test(effect))
    .map(({ effect, facts }) => (facts["how"] === undefined ? effect : `${effect} ${facts["how"]}`));
}

describe.concurrent("power", () => {
  it.each(["redfish", "ipmi"])(
    "of a machine with %s reaches every target, softly where it is asked for",
    async (name) => {
      await running(name);
      const steps = [
        ["soft power off", "power off", ["power-off graceful"]],
        ["power on", "power on", ["power-on"]],
        ["rebooting", "power on", ["power-off cut", "power-on"]],
        ["soft rebooting", "power on", ["power-off graceful", "power-on"]],
        ["power off", "power off", ["power-off cut"]],
      ] as const;
      for (const [target, state, effects] of steps) {
        const seen = await effectsOf(name, async () => {
          expect(await bench.power(name, target)).toMatchObject({ power_state: state, last_error: null });
          if (state === "power on") await bench.runsInstance(name);
        });
        expect(seen, target).toEqual(effects);
      }
      expect(await bench.node(name)).toMatchObject({ provision_state: "active" });
    },
  );

  it.each(["deaf-redfish", "deaf-ipmi"])(
    "a shutdown that %s ignores fails in its time, says so, and a hard one works",
    async (name) => {
      await running(name);
      const node = await bench.power(name, "soft power off", { timeout: 1 });
      const text = "The machine did not reach the power state in time. (wanted=power off, timeout_seconds=1)";
      expect(node).toMatchObject({ power_state: "power on", provision_state: "active", target_power_state: null });
      expect(node.last_error).toBe(`Failed to change the power state of the node: ${text}`);
      expect(await bench.history(name)).toEqual([`ERROR ${node.last_error}`]);
      expect(bench.rack.machine(name).power).toBe("on");
      expect(await bench.power(name, "power off")).toMatchObject({ power_state: "power off", last_error: null });
      expect(bench.rack.machine(name).power).toBe("off");
    },
  );

  it.each(["stuck-redfish", "stuck-ipmi"])(
    "of %s that does not start fails in its time, and works later",
    async (name) => {
      await bench.enrol(name);
      await bench.provision(name, "manage", "manageable");
      bench.rack.faults.add({ machine: name, on: "machine", path: /power-on/, times: 1, action: { kind: "ignore" } });
      const failed = await bench.power(name, "power on", { timeout: 1 });
      expect(failed).toMatchObject({ power_state: "power off", provision_state: "manageable" });
      expect(failed.last_error).toMatch(/did not reach the power state in time.*wanted=power on/);
      expect(await bench.power(name, "power on")).toMatchObject({ power_state: "power on", last_error: null });
      expect(bench.rack.machine(name).power).toBe("on");
    },
  );
});
