import { afterEach, describe, expect, test } from "vitest";
import { AgentPool, type AgentPoolOptions, commandFailed, resultOf } from "../index.js";
import {
  LeapingClock,
  listed,
  type Reply,
  type Seen,
  startAgent,
  TOKEN,
  taskOf,
} from "../scripted-agent.test.support.js";

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

async function withAgent(
  handle: (request: Seen) => Reply,
  options: AgentPoolOptions = {},
  how: Parameters<typeof taskOf>[1] = {},
) {
  const agent = await startAgent(handle);
  const clock = new LeapingClock();
  const pool = new AgentPool({ clock, ...options });
  cleanup.push(
    () => agent.close(),
    () => pool.close(),
  );
  return { agent, pool, clock, client: await pool.for(taskOf({ url: agent.url }, how)) };
}

/** Answers by method; the list is what `commands()` says at that moment. */
function byMethod(post: (request: Seen) => Reply, commands: () => unknown[] = () => []): (request: Seen) => Reply {
  return (request) => (request.method === "POST" ? post(request) : { json: { commands: commands() } });
}

const PARAMS = { node: { uuid: "n" }, ports: [] };

describe("sending a command", () => {
  test("posts name and parameters with the token, and returns what the agent accepted", async () => {
    const { agent, client } = await withAgent(() => ({ json: listed("1", "execute_deploy_step", "RUNNING") }));
    const step = { interface: "deploy", step: "write_image" };
    const accepted = await client.startStep("deploy", step, PARAMS, { generic: "1" });
    expect(accepted).toMatchObject({ id: "1", name: "execute_deploy_step", status: "RUNNING" });
    const [request] = agent.seen;
    expect(request).toMatchObject({ method: "POST", path: "/v1/commands/" });
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ wait: "false", agent_token: TOKEN });
    expect(request?.json).toEqual({
      name: "deploy.execute_deploy_step",
      params: { step, ...PARAMS, deploy_version: { generic: "1" } },
    });
  });

  test("asks whether the node is still held right before it writes, and sends nothing when it is not", async () => {
    const refusal = new Error("the node is not ours");
    const { agent, client } = await withAgent(
      byMethod(() => ({ json: listed("1", "sync") })),
      {},
      {
        assertOwned: () => {
          throw refusal;
        },
      },
    );
    await expect(client.sync()).rejects.toBe(refusal);
    expect(await client.listCommands()).toEqual([]);
    expect(agent.log()).toEqual(["GET /v1/commands/"]);
  });

  test("tries again, with growing pauses, while the agent cannot be reached", async () => {
    const agent = await startAgent(() => ({ json: {} }));
    await agent.close();
    const clock = new LeapingClock();
    const pool = new AgentPool({ clock, firstPauseMs: 100 });
    cleanup.push(() => pool.close());
    const client = await pool.for(taskOf({ url: agent.url }));
    await expect(client.sync()).rejects.toMatchObject({
      code: "AGENT_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
      details: { agent: agent.url, command: "standby.sync" },
    });
    expect(clock.pauses).toEqual([100, 200]);
  });

  test.each([
    ["does not answer in time", "hang" as const],
    ["breaks the connection", "drop" as const],
  ])("takes a command as accepted that runs although the agent %s", async (_how, reply) => {
    const commands: unknown[] = [];
    const { agent, client } = await withAgent(
      byMethod(
        () => {
          commands.push(listed("7", "execute_deploy_step", "RUNNING"));
          return reply;
        },
        () => commands,
      ),
      { commandTimeoutMs: 200 },
    );
    const accepted = await client.startStep("deploy", {}, PARAMS, null);
    expect(accepted).toMatchObject({ id: "7", status: "RUNNING" });
    expect(agent.log()).toEqual(["POST /v1/commands/", "GET /v1/commands/"]);
  });

  test("takes a command as accepted that has ended meanwhile, when it knows what was listed before", async () => {
    const commands = [listed("1", "execute_deploy_step")];
    const { client } = await withAgent(
      byMethod(
        () => {
          commands.push(listed("2", "execute_deploy_step"));
          return "drop";
        },
        () => commands,
      ),
    );
    expect(await client.startStep("deploy", {}, PARAMS, null, { after: "1" })).toMatchObject({ id: "2" });
  });

  test.each([
    ["another command runs", [listed("1", "get_deploy_steps", "RUNNING")], undefined],
    ["an earlier one of that name has ended", [listed("1", "power_off")], undefined],
    ["the one of that name was there before", [listed("1", "power_off")], "1"],
    [
      "its parameters are others",
      [listed("1", "power_off", "RUNNING", { command_params: { force: true } })],
      undefined,
    ],
  ])("sends a lost command again when %s", async (_why, commands, after) => {
    let posts = 0;
    const { client, clock } = await withAgent(
      byMethod(
        () => {
          posts += 1;
          return posts === 1 ? "drop" : { json: listed("9", "power_off", "RUNNING") };
        },
        () => commands,
      ),
    );
    const sent = after === undefined ? client.powerOff() : client.start("standby.power_off", {}, { after });
    expect(await sent).toMatchObject({ id: "9" });
    expect(posts).toBe(2);
    expect(clock.pauses).toHaveLength(1);
  });

  test("finds a command that was accepted late: the agent says busy to its repeat", async () => {
    let posts = 0;
    const commands: unknown[] = [];
    const { client } = await withAgent(
      byMethod(
        () => {
          posts += 1;
          if (posts === 1) return "drop";
          commands.push(listed("3", "power_off", "RUNNING"));
          return { status: 409, json: { faultcode: "Client", faultstring: "Agent is busy" } };
        },
        () => commands,
      ),
    );
    expect(await client.powerOff()).toMatchObject({ id: "3" });
  });

  test("says that it is unknown whether a command was taken, when the list cannot be read either", async () => {
    const { client } = await withAgent(() => "drop");
    await expect(client.powerOff()).rejects.toMatchObject({
      code: "AGENT_UNREACHABLE",
      message: expect.stringContaining("whether it took standby.power_off is unknown"),
    });
  });

  test("ends with the task's signal", async () => {
    const end = new AbortController();
    const { client } = await withAgent(
      () => {
        end.abort(new Error("drained"));
        return "hang";
      },
      {},
      { signal: end.signal },
    );
    await expect(client.sync()).rejects.toThrow("drained");
  });
});

describe("answers", () => {
  test.each([
    ["a refused token", { status: 401, json: { faultstring: "Token invalid." } }, "AGENT_TOKEN_REJECTED"],
    ["another command that runs", { status: 409, json: { faultstring: "Agent is busy" } }, "AGENT_BUSY"],
    ["an unknown command", { status: 400, json: { faultstring: "Unknown command" } }, "AGENT_COMMAND_FAILED"],
    ["a defect of the agent", { status: 500, json: {} }, "AGENT_COMMAND_FAILED"],
    ["text that is no JSON", { text: "<html>" }, "AGENT_BAD_ANSWER"],
    ["a proxy's error page", { status: 502, text: "<html>" }, "AGENT_BAD_ANSWER"],
    ["JSON that is no command", { json: { ok: true } }, "AGENT_BAD_ANSWER"],
    ["an unknown status", { json: listed("1", "sync", "PONDERING") }, "AGENT_BAD_ANSWER"],
  ] as const)("tells %s by its code, without a repeat and without the token", async (_what, reply, code) => {
    const { agent, client } = await withAgent(() => reply);
    const error = await client.sync().then(
      () => undefined,
      (failure: unknown) => failure as Error,
    );
    expect(error).toMatchObject({ code });
    expect(`${error?.message} ${JSON.stringify(error)}`).not.toContain(TOKEN);
    expect(agent.seen).toHaveLength(1);
  });

  test("refuses an answer that is too long", async () => {
    const { client } = await withAgent(() => ({ text: "x".repeat(2000) }), { maxAnswerBytes: 1000 });
    await expect(client.listCommands()).rejects.toMatchObject({ code: "AGENT_BAD_ANSWER" });
  });

  test("tells type and words of a failed command, without credentials in URLs", async () => {
    const problem = {
      type: "ImageDownloadError",
      code: 500,
      message: "Error downloading image",
      details: "GET http://user:pw@images.example/disk.raw?X-Sig=abc failed",
    };
    const { client } = await withAgent(() => ({ json: listed("1", "sync", "FAILED", { command_error: problem }) }));
    await expect(client.sync()).rejects.toMatchObject({
      code: "AGENT_COMMAND_FAILED",
      details: {
        command: "sync",
        type: "ImageDownloadError",
        reason: "Error downloading image: GET http://images.example/disk.raw failed.",
      },
    });
  });

  test("takes an error that is a bare text", () => {
    const problem = { type: "unknown", message: "it broke", details: "" };
    const command = { id: "1", name: "sync", status: "FAILED", problem, result: null } as const;
    expect(commandFailed(command).message).toContain("it broke.");
  });

  test.each(["VERSION_MISMATCH", "CLEAN_VERSION_MISMATCH"])("knows %s", async (status) => {
    const { client } = await withAgent(
      byMethod(
        () => "drop",
        () => [listed("1", "execute_clean_step", status)],
      ),
    );
    const [command] = await client.listCommands();
    expect(command?.status).toBe("VERSION_MISMATCH");
    expect(() => resultOf(command as NonNullable<typeof command>)).toThrow(
      expect.objectContaining({ code: "AGENT_VERSION_CHANGED" }),
    );
  });
});

describe("reading", () => {
  test("tries a read again when the connection breaks", async () => {
    let reads = 0;
    const { client, clock } = await withAgent(() => {
      reads += 1;
      return reads < 3 ? "drop" : { json: { commands: [listed("1", "sync")] } };
    });
    expect(await client.listCommands()).toHaveLength(1);
    expect(clock.pauses).toHaveLength(2);
  });

  test("waits for a command by its id", async () => {
    const { agent, client } = await withAgent(() => ({ json: listed("a b", "sync") }));
    expect(await client.getCommand("a b", { wait: true })).toMatchObject({ status: "SUCCEEDED" });
    expect(agent.seen[0]?.path).toBe("/v1/commands/a%20b");
    expect(agent.seen[0]?.query.get("wait")).toBe("true");
  });

  test("reads the steps of all hardware managers", async () => {
    const steps = {
      GenericHardwareManager: [
        { interface: "deploy", step: "erase_devices", priority: 10, abortable: true, reboot_requested: false },
      ],
      AcmeManager: [
        {
          interface: "raid",
          step: "create",
          priority: 0,
          reboot_requested: true,
          argsinfo: { level: { description: "x" } },
        },
      ],
    };
    const result = { clean_steps: steps, hardware_manager_version: { generic: "1.2" } };
    const { agent, client } = await withAgent(() => ({
      json: listed("1", "get_clean_steps", "SUCCEEDED", { command_result: result }),
    }));
    expect(await client.getSteps("clean", PARAMS)).toEqual({
      hardwareManagerVersion: { generic: "1.2" },
      steps: [
        expect.objectContaining({ step: "erase_devices", abortable: true, requiresRamdisk: true, argsInfo: undefined }),
        expect.objectContaining({ step: "create", rebootRequested: true, argsInfo: { level: { description: "x" } } }),
      ],
    });
    expect(agent.seen[0]?.query.get("wait")).toBe("true");
    expect(agent.seen[0]?.json).toEqual({ name: "clean.get_clean_steps", params: PARAMS });
  });

  test("takes an agent without service steps as one that has none, but not one that breaks", async () => {
    const unknown = await withAgent(() => ({
      status: 404,
      json: { faultstring: "Extension with id service not found" },
    }));
    expect(await unknown.client.getSteps("service", PARAMS)).toMatchObject({ steps: [] });
    await expect(unknown.client.getSteps("clean", PARAMS)).rejects.toMatchObject({ code: "AGENT_COMMAND_FAILED" });
    const broken = await withAgent(() => ({ status: 500, json: { faultstring: "boom" } }));
    await expect(broken.client.getSteps("service", PARAMS)).rejects.toMatchObject({ code: "AGENT_COMMAND_FAILED" });
  });

  test("unpacks the logs", async () => {
    const logs = Buffer.from([31, 139, 8]).toString("base64");
    const { client } = await withAgent(() => ({
      json: listed("1", "collect_system_logs", "SUCCEEDED", { command_result: { system_logs: logs } }),
    }));
    expect([...(await client.collectSystemLogs())]).toEqual([31, 139, 8]);
  });
});
