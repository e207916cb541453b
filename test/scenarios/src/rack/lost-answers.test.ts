import type { Fault } from "@steelyard/bmc-simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
beforeAll(async () => {
  bench = await RackBench.open([
    { name: "generic" },
    { name: "idrac", flavour: "idrac" },
    { name: "ilo", flavour: "ilo" },
    { name: "ipmi", protocols: ["ipmi"] },
    { name: "late" },
  ]);
});
afterAll(() => bench?.close());

/** Writes of a deploy over Redfish; none may be taken for failed, and none may count twice. */
const WRITES: readonly Pick<Fault, "methods" | "path">[] = [
  { methods: ["POST"], path: /\/Sessions$/ },
  { methods: ["POST"], path: /Reset$/ },
  { methods: ["POST"], path: /InsertMedia$/ },
  { methods: ["POST"], path: /EjectMedia$/ },
  { methods: ["PATCH"], path: /\/Systems\// },
];

describe.concurrent("the answer to a write is lost, and the write is not done twice", () => {
  const effects = (name: string, effect: string) =>
    bench.rack.journal.entries.filter((entry) => entry.machine === name && entry.effect === effect).length;

  async function isDeployed(name: string): Promise<void> {
    await bench.makeAvailable(name);
    await bench.deploy(name);
    await bench.runsInstance(name);
    expect(await bench.node(name)).toMatchObject({ power_state: "power on", last_error: null });
    expect(effects(name, "disk-write")).toBe(1);
    expect(effects(name, "power-on")).toBe(2);
  }

  it.each(["generic", "idrac", "ilo"])("over Redfish (%s)", async (name) => {
    for (const write of WRITES)
      bench.rack.faults.add({ ...write, machine: name, on: "redfish", times: 1, action: { kind: "lose-answer" } });
    await isDeployed(name);
    expect(effects(name, "media-insert")).toBe(1);
  });

  it("over IPMI, where every fifth answer is lost", async () => {
    const action = { kind: "lose-answer" } as const;
    bench.rack.faults.add({ machine: "ipmi", on: "ipmi", probability: 0.2, action });
    await isDeployed("ipmi");
  });

  it("a machine that follows its BMC late is waited for", async () => {
    bench.rack.faults.add({ machine: "late", on: "machine", path: /power-on/, action: { kind: "delay", ms: 1500 } });
    bench.rack.faults.add({ machine: "late", on: "machine", path: /power-off/, action: { kind: "delay", ms: 1500 } });
    await isDeployed("late");
  });
});
