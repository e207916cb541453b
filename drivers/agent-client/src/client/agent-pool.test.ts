import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@steelyard/interfaces";
import { afterEach, describe, expect, test } from "vitest";
import { AgentPool, type AgentPoolOptions } from "../index.js";
import { type Certificate, LeapingClock, listed, pemOf, startAgent, taskOf } from "../scripted-agent.test.support.js";

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

const EMPTY = { json: { commands: [] } };

function aPool(options: AgentPoolOptions = {}): AgentPool {
  const pool = new AgentPool({ clock: new LeapingClock(), ...options });
  cleanup.push(() => pool.close());
  return pool;
}

async function anAgent(tls?: Certificate) {
  const agent = await startAgent(() => EMPTY, tls);
  cleanup.push(() => agent.close());
  return agent;
}

/** Reads once and says which requests arrived. */
async function read(
  tls: Certificate,
  facts: { verifyCa?: string; driverInfo?: JsonObject },
  options?: AgentPoolOptions,
) {
  const agent = await anAgent(tls);
  const client = await aPool(options).for(taskOf({ url: agent.url, ...facts }));
  try {
    return await client.listCommands();
  } catch (error) {
    expect(agent.seen).toEqual([]);
    throw error;
  }
}

describe("trust", () => {
  test("accepts exactly the certificate that the agent sent", async () => {
    expect(await read("test-only-agent", { verifyCa: pemOf("test-only-agent", "cert") })).toEqual([]);
  });

  test("rejects another certificate for the same address, before it sends the token", async () => {
    const sent = { verifyCa: pemOf("test-only-agent", "cert") };
    await expect(read("test-only-other-agent", sent)).rejects.toMatchObject({ code: "TLS_REJECTED" });
  });

  test("does not let configuration or driver_info undo the certificate that was sent", async () => {
    const facts = { verifyCa: pemOf("test-only-agent", "cert"), driverInfo: { agent_verify_ca: false } };
    await expect(read("test-only-other-agent", facts, { verifyCa: false })).rejects.toMatchObject({
      code: "TLS_REJECTED",
    });
  });

  test("rejects the sent certificate when it is for another address, and says so", async () => {
    const sent = { verifyCa: pemOf("test-only-other-address", "cert") };
    await expect(read("test-only-other-address", sent)).rejects.toMatchObject({
      code: "TLS_REJECTED",
      message: expect.stringContaining("for another address"),
    });
  });

  test("rejects a self-signed certificate that nobody sent", async () => {
    await expect(read("test-only-agent", {})).rejects.toMatchObject({ code: "TLS_REJECTED" });
  });

  test.each([
    ["driver_info/agent_verify_ca false", { agent_verify_ca: "False" }, {}],
    ["[agent] verify_ca false", {}, { verifyCa: false }],
  ])("takes any certificate with %s", async (_what, driverInfo, options) => {
    expect(await read("test-only-agent", { driverInfo }, options)).toEqual([]);
  });

  test("takes authorities from the file or folder in driver_info", async () => {
    const folder = await mkdtemp(join(tmpdir(), "agent-ca-"));
    cleanup.push(() => rm(folder, { recursive: true }));
    const file = join(folder, "ca.pem");
    await writeFile(file, pemOf("test-only-agent", "cert"));
    for (const path of [file, folder]) {
      expect(await read("test-only-agent", { driverInfo: { agent_verify_ca: path } }, { verifyCa: false })).toEqual([]);
    }
    await expect(read("test-only-agent", { driverInfo: { agent_verify_ca: "/nowhere" } })).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
    });
  });

  test("says that the peer speaks no TLS", async () => {
    const agent = await anAgent();
    const client = await aPool().for(taskOf({ url: agent.url.replace("http:", "https:") }));
    await expect(client.listCommands()).rejects.toMatchObject({ code: "TLS_REJECTED" });
  });
});

describe("connections", () => {
  test("says that no agent has called yet", async () => {
    await expect(aPool().for(taskOf({}))).rejects.toMatchObject({ code: "AGENT_UNREACHABLE" });
  });

  test("uses one connection for the calls of a node", async () => {
    const agent = await anAgent();
    const pool = aPool();
    for (let call = 0; call < 3; call += 1) await (await pool.for(taskOf({ url: agent.url }))).listCommands();
    expect(agent.seen.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });

  test("opens another when it was told to forget the node, and when the agent has a new certificate", async () => {
    const agent = await anAgent("test-only-agent");
    const pool = aPool();
    const verifyCa = pemOf("test-only-agent", "cert");
    const both = `${verifyCa}${pemOf("test-only-other-agent", "cert")}`;
    await (await pool.for(taskOf({ url: agent.url, verifyCa }))).listCommands();
    await pool.forget(taskOf({}).node.uuid);
    await (await pool.for(taskOf({ url: agent.url, verifyCa }))).listCommands();
    await (await pool.for(taskOf({ url: agent.url, verifyCa: both }))).listCommands();
    expect(agent.seen.map(({ connection }) => connection)).toEqual([1, 2, 3]);
  });

  test("closes those of the node used least recently beyond its limit", async () => {
    const agent = await anAgent();
    const pool = aPool({ maxNodes: 1 });
    for (const uuid of ["a", "b", "a"]) await (await pool.for(taskOf({ url: agent.url, uuid }))).listCommands();
    expect(agent.seen.map(({ connection }) => connection)).toEqual([1, 2, 3]);
  });

  test("serves nothing once it is closed", async () => {
    const agent = await startAgent(() => ({ json: listed("1", "sync") }));
    cleanup.push(() => agent.close());
    const pool = aPool();
    await pool.close();
    await expect(pool.for(taskOf({ url: agent.url }))).rejects.toMatchObject({ code: "ABORTED" });
  });
});
