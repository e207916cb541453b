import type { AgentConfig, ConductorConfig, DeployConfig, ProvisionState } from "@steelyard/interfaces";
import { type Heartbeat, isRequestError, type NewNode } from "@steelyard/runtime-interfaces";
import { afterEach, describe, expect, it } from "vitest";
import { openStory, type Story } from "../durability/story.js";

const MAC = "52:54:00:00:00:01";
const URL_OF_AGENT = "https://192.0.2.7:9999";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function nodeIn(
  state: ProvisionState,
  more: {
    readonly node?: Partial<NewNode>;
    readonly conductor?: Partial<ConductorConfig>;
    readonly agent?: Partial<AgentConfig>;
    readonly deploy?: Partial<DeployConfig>;
  } = {},
) {
  const story: Story = await openStory(state, more.conductor ?? {}, { driverInternalInfo: {}, ...more.node });
  await story.store.ports.create({ uuid: story.nodeUuid, address: MAC, nodeUuid: story.nodeUuid });
  const { conductor } = story.process(undefined, { agent: more.agent ?? {}, deploy: more.deploy ?? {} });
  await conductor.start();
  open.push(async () => {
    await conductor.stop();
    await story.store.close();
  });
  const lookup = (query: Parameters<typeof conductor.service.lookup>[0] = { addresses: [MAC] }) =>
    conductor.service.lookup(query);
  const beat = (changes: Partial<Heartbeat>) =>
    conductor.service.heartbeat(
      { uuid: story.nodeUuid },
      {
        callbackUrl: URL_OF_AGENT,
        agentVersion: "9.0.0",
        agentToken: null,
        agentVerifyCa: null,
        agentStatus: null,
        agentStatusMessage: null,
        ...changes,
      },
    );
  return { story, conductor, lookup, beat };
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRequestError(error)) throw new Error(`it was not refused: ${String(error)}`);
  return error;
}

describe("lookup", () => {
  it("hands the token out once, and tells what the agent needs to know", async () => {
    const { lookup, story } = await nodeIn("clean wait");
    const first = await lookup();
    expect(first.node.uuid).toBe(story.nodeUuid);
    expect(first.config).toMatchObject({
      agent_token_required: true,
      agent_md5_checksum_enable: false,
      heartbeat_timeout: 300,
    });
    expect(String(first.config["agent_token"]).length).toBeGreaterThanOrEqual(32);
    expect((await lookup()).config["agent_token"]).toBe("******");
    expect((await lookup({ addresses: [], nodeUuid: story.nodeUuid })).config["agent_token"]).toBe("******");
  });

  it("gives two lookups at once one token", async () => {
    const { lookup } = await nodeIn("clean wait");
    const tokens = (await Promise.all([lookup(), lookup(), lookup()])).map(({ config }) => config["agent_token"]);
    expect(tokens.filter((token) => token === "******")).toHaveLength(2);
  });

  it.each(["enroll", "manageable", "available", "active", "deploy failed"] as const)(
    "tells nothing of a node in %s",
    async (state) => {
      const { lookup } = await nodeIn(state);
      expect(await refusal(lookup())).toMatchObject({ code: "NOT_FOUND", message: "Not found." });
    },
  );

  it("tells nothing of unknown addresses, and finds idle nodes with fast track", async () => {
    const { lookup } = await nodeIn("manageable", { deploy: { fastTrack: true } });
    expect(await refusal(lookup({ addresses: ["52:54:00:ff:ff:ff"] }))).toMatchObject({ code: "NOT_FOUND" });
    expect((await lookup()).config["agent_token"]).not.toBe("******");
  });

  it("allows MD5 only where the operator does", async () => {
    const { lookup } = await nodeIn("clean wait", { agent: { allowMd5Checksum: true } });
    expect((await lookup()).config["agent_md5_checksum_enable"]).toBe(true);
  });
});

describe("heartbeat", () => {
  async function withToken(more: Parameters<typeof nodeIn>[1] = {}) {
    const bench = await nodeIn("clean wait", more);
    const token = String((await bench.lookup()).config["agent_token"]);
    return { ...bench, token };
  }

  it("is stored", async () => {
    const { beat, token, story } = await withToken();
    await beat({ agentToken: token, agentVerifyCa: "PEM" });
    expect((await story.node()).driverInternalInfo).toMatchObject({
      agent_url: URL_OF_AGENT,
      agent_version: "9.0.0",
      agent_verify_ca: "PEM",
    });
  });

  it.each([
    ["no token", { agentToken: null }],
    ["a wrong token", { agentToken: "x".repeat(43) }],
    ["the asterisks", { agentToken: "******" }],
  ])("is refused with %s, and changes nothing", async (_, changes) => {
    const { beat, story } = await withToken();
    const before = await story.node();
    expect((await refusal(beat(changes))).code).toBe("INVALID");
    expect(await story.node()).toEqual(before);
  });

  it("is refused with another URL or certificate than the stored one", async () => {
    const { beat, token, story } = await withToken();
    await beat({ agentToken: token, agentVerifyCa: "PEM" });
    const before = await story.node();
    const elsewhere = { agentToken: token, callbackUrl: "https://192.0.2.8:9999" };
    expect((await refusal(beat(elsewhere))).message).toContain("callback_url");
    expect((await refusal(beat({ agentToken: token, agentVerifyCa: "OTHER" }))).message).toContain("agent_verify_ca");
    expect((await story.node()).driverInternalInfo).toEqual(before.driverInternalInfo);
  });

  it("must come from an https agent unless TLS is not required", async () => {
    const strict = await withToken();
    const plain = { agentToken: strict.token, callbackUrl: "http://192.0.2.7:9999" };
    expect((await refusal(strict.beat(plain))).message).toContain("require_tls");
    const loose = await withToken({ agent: { requireTls: false } });
    await loose.beat({ ...plain, agentToken: loose.token });
    expect((await loose.story.node()).driverInternalInfo["agent_url"]).toBe(plain.callbackUrl);
  });

  /** A node whose cleaning waits for the agent. */
  async function waiting(more: Parameters<typeof nodeIn>[1] = {}) {
    const bench = await nodeIn("manageable", more);
    const { conductor, story, lookup } = bench;
    await conductor.service.provision(story.nodeUuid, {
      verb: "clean",
      cleanSteps: [
        { interface: "power", step: "wait" },
        { interface: "bios", step: "safe" },
      ],
    });
    await expect.poll(async () => (await story.node()).provisionState).toBe("clean wait");
    const token = String((await lookup()).config["agent_token"]);
    return { ...bench, token };
  }

  it("wakes what waits for it", async () => {
    const { beat, token, story } = await waiting();
    await beat({ agentToken: token });
    await story.until((node) => node.provisionState === "manageable");
    expect(story.machine.effects).toEqual(["safe"]);
  });

  it("wakes nothing while the node is in maintenance, and the first one after it does", async () => {
    const { beat, token, conductor, story } = await waiting();
    await conductor.service.setMaintenance(story.nodeUuid, true, "a look inside");
    await beat({ agentToken: token });
    expect((await story.store.actions.current(story.nodeUuid))?.events).toEqual({});
    expect((await story.node()).driverInternalInfo["agent_url"]).toBe(URL_OF_AGENT);
    await conductor.service.setMaintenance(story.nodeUuid, false, null);
    await beat({ agentToken: token });
    await story.until((node) => node.provisionState === "manageable");
    expect(story.machine.effects).toEqual(["safe"]);
  });

  it("fails the work of a node in maintenance where it must not pause", async () => {
    const { beat, token, conductor, story } = await waiting({ conductor: { allowProvisioningInMaintenance: false } });
    await conductor.service.setMaintenance(story.nodeUuid, true, null);
    await beat({ agentToken: token });
    const node = await story.until((each) => each.provisionState === "clean failed");
    expect(node.lastError).toMatch(/in maintenance, and \[conductor\] allow_provisioning_in_maintenance/);
    expect(story.machine.effects).toEqual([]);
  });
});
