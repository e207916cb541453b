import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
afterAll(() => bench?.close());

const bootedNothing = ({ effect, facts }: { effect: string; facts: object }) =>
  effect === "boot" && "kind" in facts && facts.kind === "none";

/** Asks for a deploy of a machine whose network boot gets no answer; resolves once it found nothing to start. */
async function startsInVain(name: string): Promise<void> {
  await bench.setInstance(name, bench.imageFor(name));
  bench.answerDhcp(false);
  const since = bench.rack.journal.entries.length;
  await bench.ask("PUT", `/v1/nodes/${name}/states/provision`, { target: "active" });
  await bench.happens(name, bootedNothing, since);
  await bench.rests(name, "wait call-back");
}

/** The next deploy reaches the end, without anything else to be done. */
async function goesOn(name: string): Promise<void> {
  await bench.provision(name, "active", "active");
  await bench.runsInstance(name);
}

describe("a machine whose agent does not call", () => {
  beforeAll(async () => {
    const machines = [
      { name: "silent", protocols: ["ipmi"] },
      { name: "given-up", protocols: ["ipmi"] },
    ] as const;
    bench = await RackBench.open(machines, () => ({ conductor: { deployCallbackTimeout: 3 } }));
    await bench.makeAvailable("silent", "given-up");
  });

  it("fails the deploy in its time, is switched off, and can be deployed once the cause is gone", async () => {
    await startsInVain("silent");
    const failed = await bench.rests("silent", "deploy failed");
    expect(failed.last_error).toBe(
      "Failed to deploy the node: step deploy.deploy failed: The deploy agent or the BMC did not call back in time. The node was in wait call-back for too long; the agent did not call.",
    );
    expect(failed).toMatchObject({ power_state: "power off", maintenance: false, target_provision_state: "active" });
    expect(bench.rack.machine("silent").power).toBe("off");
    expect(await bench.history("silent")).toEqual([`ERROR ${failed.last_error}`]);
    bench.answerDhcp(true);
    await goesOn("silent");
    expect(await bench.node("silent")).toMatchObject({ last_error: null });
  });

  it("is given up by an abort, switched off, and can be deployed again", async () => {
    await startsInVain("given-up");
    const aborted = await bench.provision("given-up", "abort", "deploy failed");
    expect(aborted.last_error).toContain("aborted on request in wait call-back");
    expect(await bench.history("given-up")).toEqual([`ERROR ${aborted.last_error}`]);
    expect(bench.rack.machine("given-up").power).toBe("off");
    bench.answerDhcp(true);
    await goesOn("given-up");
  });
});

describe("with [deploy] boot_retry_timeout", () => {
  beforeAll(async () => {
    await bench?.close();
    bench = await RackBench.open([{ name: "m", protocols: ["ipmi"] }], () => ({ deploy: { bootRetryTimeout: 1 } }));
    await bench.makeAvailable("m");
  });

  it("a machine that found nothing to start is started again, and the same deploy ends well", async () => {
    await startsInVain("m");
    bench.answerDhcp(true);
    await bench.rests("m", "active");
    const machine = await bench.runsInstance("m");
    const starts = bench.rack.journal.entries.filter(({ effect }) => effect === "boot");
    expect(starts.map(({ facts }) => facts["kind"]).filter((kind) => kind !== "none")).toEqual(["agent", "instance"]);
    expect(machine.power).toBe("on");
    expect(await bench.history("m")).toEqual([]);
  });
});
