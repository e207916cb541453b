import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench, type ShownNode } from "./rack-bench.js";

let bench: RackBench;
afterAll(() => bench?.close());

describe("a node in maintenance", () => {
  beforeAll(async () => {
    const timing = { selfTestMs: 2000 };
    bench = await RackBench.open([{ name: "paused", timing }], () => ({
      agent: { ramdiskHeartbeatTimeout: 3 },
      conductor: { automatedClean: true },
    }));
    await bench.makeAvailable("paused");
  });

  it("waits although its agent calls, and goes on when maintenance ends", async () => {
    await bench.setInstance("paused", bench.imageFor("paused"));
    const since = bench.rack.journal.entries.length;
    await bench.provision("paused", "active", "wait call-back");
    await bench.ask("PUT", "/v1/nodes/paused/maintenance", { reason: "a look inside" });
    await bench.happens("paused", ({ effect }) => effect === "agent-lookup", since);
    const called = ({ driver_internal_info }: ShownNode) => driver_internal_info["agent_url"] !== undefined;
    const waiting = await bench.until("paused", called);
    expect(waiting).toMatchObject({
      provision_state: "wait call-back",
      maintenance: true,
      maintenance_reason: "a look inside",
      deploy_step: { step: "deploy" },
    });
    expect((await bench.call("PUT", "/v1/nodes/paused/states/provision", { target: "rebuild" })).status).toBe(400);
    expect(bench.rack.journal.entries.slice(since).some(({ effect }) => effect === "agent-command")).toBe(false);
    await bench.ask("DELETE", "/v1/nodes/paused/maintenance");
    await bench.rests("paused", "active");
    await bench.runsInstance("paused");
  });

  it("is not rebuilt meanwhile, but its power changes", async () => {
    await bench.ask("PUT", "/v1/nodes/paused/maintenance", {});
    const { status, text } = await bench.call("PUT", "/v1/nodes/paused/states/provision", { target: "rebuild" });
    expect(status).toBe(400);
    expect(text).toContain("maintenance");
    expect(await bench.node("paused")).toMatchObject({ provision_state: "active", last_error: null });
    await bench.power("paused", "power off");
    await bench.ask("DELETE", "/v1/nodes/paused/maintenance");
    expect(await bench.node("paused")).toMatchObject({ maintenance: false, maintenance_reason: null });
    await bench.provision("paused", "deleted", "available");
  });
});
