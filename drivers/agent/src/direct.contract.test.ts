import {
  type DriverHarness,
  describeDeployInterface,
  describeDriver,
  describeStepTable,
} from "@steelyard/driver-contract";
import type { StepOutcome } from "@steelyard/interfaces";
import { agentDriver, directSteps } from "./index.js";
import { aWorld, type World } from "./world.test.support.js";

const SECRET = "hunter22";

async function aHarness(): Promise<DriverHarness & { readonly world: World }> {
  const world = await aWorld();
  world.agent.results["get_clean_steps"] = {
    clean_steps: { Generic: [{ interface: "deploy", step: "erase_devices", priority: 10 }] },
    hardware_manager_version: { generic: "1" },
  };
  world.agent.results["get_partition_uuids"] = {};
  world.agent.results["collect_system_logs"] = { system_logs: "" };
  const task = world.task(
    {
      driverInfo: { ipmi_password: SECRET },
      instanceInfo: { image_source: `https://user:${SECRET}@images.example/disk.raw` },
    },
    { interface: "deploy", step: "erase_devices" },
  );
  return {
    world,
    task,
    seen: () => [...world.told, ...world.agent.names],
    secrets: [world.agent.token],
    invalid: {
      "the root device hints are wrong": { node: { properties: { root_device: { colour: "red" } } } },
      "a capability is wrong": { node: { properties: { capabilities: "boot_mode:efi" } } },
      "a proxy is wrong": { node: { driverInfo: { image_http_proxy: "ftp://proxy.example" } } },
    },
    hang: () => {
      world.agent.isHanging = true;
    },
    cut: () => world.agent.stop(),
    close: () => world.close(),
  };
}

/** What the machine and the conductor do while a step waits. */
function settle(world: World, outcome: StepOutcome): void {
  if (outcome.kind !== "wait") return;
  if (outcome.for === "agent") world.agent.finish();
  else world.powerState = "power off";
}

describeDriver("agent", agentDriver, { load: () => import("./driver.js") });

describeDeployInterface("direct", async () => {
  const harness = await aHarness();
  return { ...harness, deploy: harness.world.direct };
});

describeStepTable("direct", directSteps, {
  type: "deploy",
  make: async () => {
    const { world, ...harness } = await aHarness();
    harness.task.change({ powerState: "power off" });
    await world.direct.prepare(harness.task);
    harness.task.change({ powerState: "power on" });
    return { ...harness, target: world.direct, settle: (outcome) => settle(world, outcome) };
  },
});
