import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentConfig } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorld, type World } from "../world.test.support.js";

let folder: string;
const worlds: World[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "agent-logs-"));
});
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
  await rm(folder, { recursive: true });
});

async function collecting(deployLogsCollect: AgentConfig["deployLogsCollect"], path = folder): Promise<World> {
  const world = await aWorld({ agent: { deployLogsCollect, deployLogsLocalPath: path } });
  world.agent.results["collect_system_logs"] = { system_logs: Buffer.from("logs").toString("base64") };
  worlds.push(world);
  return world;
}

describe("the agent's logs", () => {
  test("are kept for the owner of the process when a deploy has failed", async () => {
    const world = await collecting("on_failure");
    const task = world.task({ provisionState: "deploy failed", name: "rack 1" });
    await world.direct.cleanUp(task);
    const [name = ""] = await readdir(folder);
    expect(name).toBe(`${task.nodeId}_rack-1_2026-08-20-12-00-00.tar.gz`);
    expect(await readFile(join(folder, name), "utf8")).toBe("logs");
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test("are kept when cleaning has failed", async () => {
    const world = await collecting("on_failure");
    await world.direct.tearDownCleaning(world.task({ provisionState: "clean failed" }));
    expect(await readdir(folder)).toEqual([expect.stringContaining("_cleaning_")]);
  });

  test.each([
    ["never", "deploy failed", 0],
    ["on_failure", "active", 0],
    ["always", "deploy failed", 1],
  ] as const)("with %s and a node in %s: %i", async (collect, provisionState, count) => {
    const world = await collecting(collect);
    await world.direct.cleanUp(world.task({ provisionState }));
    expect(await readdir(folder)).toHaveLength(count);
  });

  test("are kept after a deploy that went well, where all are wanted", async () => {
    const world = await collecting("always");
    const step = { interface: "deploy", step: "tear_down_agent" } as const;
    await world.direct.tearDownAgent(world.task({}, step));
    expect(await readdir(folder)).toHaveLength(1);
    expect(world.agent.names).toEqual(["log.collect_system_logs", "standby.power_off"]);
  });

  test("do not stop the work when they cannot be had: a warning tells", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const world = await collecting("on_failure", join(file, "logs"));
    const task = world.task({ provisionState: "deploy failed" });
    await world.direct.cleanUp(task);
    expect(task.log.text()).toContain("could not be collected");
    expect(world.told).toContain("boot.cleanUpInstance");
  });

  test("are undefined where no agent answers", async () => {
    const world = await collecting("on_failure");
    const task = world.task();
    expect(Buffer.from((await world.direct.collectAgentLogs(task)) ?? []).toString()).toBe("logs");
    await world.agent.stop();
    task.change({ driverInternalInfo: { agent_url: "http://127.0.0.1:1" } });
    expect(await world.direct.collectAgentLogs(task)).toBeUndefined();
    task.change({ driverInternalInfo: {} });
    expect(await world.direct.collectAgentLogs(task)).toBeUndefined();
  });
});
