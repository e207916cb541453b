import { afterAll, beforeAll, describe, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
beforeAll(async () => {
  bench = await RackBench.open([
    { name: "busy" },
    { name: "forgetful" },
    { name: "lossy" },
    { name: "slow", timing: { powerOffMs: 3000 } },
    { name: "ip-lossy", protocols: ["ipmi"] },
    { name: "ip-busy", protocols: ["ipmi"] },
  ]);
});
afterAll(() => bench?.close());

describe.concurrent("a machine is deployed although its BMC", () => {
  /** From enrolment to a running instance. */
  async function isDeployed(name: string): Promise<void> {
    await bench.makeAvailable(name);
    await bench.deploy(name);
    await bench.runsInstance(name);
  }

  it("answers every third request with 503 and Retry-After", async () => {
    const action = { kind: "status", status: 503, retryAfterSec: 1 } as const;
    bench.rack.faults.add({ machine: "busy", on: "redfish", probability: 0.3, times: 8, action });
    await isDeployed("busy");
  });

  it("forgets its sessions again and again", async () => {
    for (const after of [5, 20, 35, 50, 65])
      bench.rack.faults.add({
        machine: "forgetful",
        on: "redfish",
        after,
        times: 1,
        action: { kind: "expire-sessions" },
      });
    await isDeployed("forgetful");
  });

  it("loses answers to reads", async () => {
    bench.rack.faults.add({
      machine: "lossy",
      on: "redfish",
      methods: ["GET"],
      probability: 0.2,
      times: 6,
      action: { kind: "drop" },
    });
    await isDeployed("lossy");
  });

  it("takes seconds to switch off", async () => {
    await isDeployed("slow");
  });

  it("loses every fifth packet", async () => {
    bench.rack.faults.add({ machine: "ip-lossy", on: "ipmi", probability: 0.2, action: { kind: "drop" } });
    await isDeployed("ip-lossy");
  });

  it("is busy now and then", async () => {
    const action = { kind: "completion-code", code: 0xc0 } as const;
    bench.rack.faults.add({ machine: "ip-busy", on: "ipmi", path: /^0\//, probability: 0.3, action });
    await isDeployed("ip-busy");
  });
});
