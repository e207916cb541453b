import { writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AgentCaller } from "./scripted-api.test.support.js";
import { SimulatedRig } from "./simulated-rig.test.support.js";
import { until } from "./until.test.support.js";

let rig: SimulatedRig;
let agent: AgentCaller;
beforeEach(async () => {
  rig = await SimulatedRig.open({ diskSizes: [8 * 1024 ** 3, 16 * 1024 ** 3] });
  agent = await rig.agent({ "ipa-agent-token": "t".repeat(43) });
});
afterEach(() => rig.close());

test.each([
  { path: "/", status: 200, json: { name: "OpenStack Ironic Python Agent API", versions: [{ id: "v1" }] } },
  { path: "/v1/", status: 200, json: { id: "v1", media_types: [{ base: "application/json" }] } },
  { path: "/v1/status", status: 200, json: { started_at: expect.any(Number), version: "11.5.0" } },
  { path: "/v1/commands/", status: 200, json: { commands: [] } },
  {
    path: "/v1/commands/nobody",
    status: 404,
    json: { faultcode: "Client", faultstring: "Not found: Command Result with id nobody not found." },
  },
  { path: "/v2/", status: 404, json: { faultcode: "Client" } },
])("answers $status to GET $path", async ({ path, status, json }) => {
  const answer = await agent.send("GET", path);
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject(json);
});

test("refuses an address that is none", async () => {
  const { callback_url: url, agent_verify_ca: ca } = await rig.api.heartbeat();
  const answer = new Promise<string>((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port), ca }, () =>
      socket.end("GET http://[ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
    ).once("error", reject);
    socket.once("data", (bytes) => resolve(bytes.toString()));
  });
  expect(await answer).toMatch(/^HTTP\/1.1 400/);
});

test("sends a caller that left out the slash to the right place", async () => {
  const { status, headers } = await agent.send("POST", "/v1/commands", { name: "standby.sync", params: {} });
  expect(status).toBe(308);
  expect(new URL(String(headers["location"])).pathname).toBe("/v1/commands/");
});

test.each([
  { title: "no JSON", body: "{", status: 400, fault: /^400 Bad Request/ },
  { title: "no params", body: { name: "standby.sync" }, status: 400, fault: /Missing or invalid name or params/ },
  {
    title: "a name without extension",
    body: { name: "sync", params: {} },
    status: 400,
    fault: /^Invalid command: Command name must be/,
  },
  {
    title: "an unknown extension",
    body: { name: "x.y", params: {} },
    status: 404,
    fault: /^Not found: Extension with id x/,
  },
  {
    title: "an unknown command",
    body: { name: "standby.x", params: {} },
    status: 400,
    fault: /^Invalid command: Unknown command: x/,
  },
  {
    title: "an image without checksum",
    body: { name: "standby.prepare_image", params: { image_info: { id: "a", urls: ["http://127.0.0.1:1/a"] } } },
    status: 400,
    fault: /^Invalid command parameters: Image checksum is not available/,
  },
  {
    title: "a node for an agent that looks up itself",
    body: { name: "poll.set_node_info", params: {} },
    status: 400,
    fault: /^Invalid command/,
  },
])("refuses $title with $status", async ({ body, status, fault }) => {
  const answer = await agent.send("POST", "/v1/commands/", body);
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({ faultcode: "Client", faultstring: expect.stringMatching(fault) });
});

test("lists commands in order, without their extension", async () => {
  await agent.run("standby.sync");
  await agent.run("poll.get_hardware_info");
  const { json } = await agent.send("GET", "/v1/commands/");
  const { commands } = json as unknown as { commands: { command_name: string; command_status: string }[] };
  expect(commands.map(({ command_name: name, command_status: status }) => [name, status])).toEqual([
    ["sync", "SUCCEEDED"],
    ["get_hardware_info", "SUCCEEDED"],
  ]);
});

test("a parameter it does not know is a TypeError, as of old agents", async () => {
  const result = await agent.run("standby.sync", { unknown: 1 });
  expect(result).toMatchObject({ command_status: "FAILED", command_error: { type: "TypeError" } });
});

test("is busy while an asynchronous command runs", async () => {
  let release: (() => void) | undefined;
  rig.api.files.set("/slow", (response) => {
    release = () => response.writeHead(404).end();
  });
  const image = { id: "a", urls: [`${rig.api.url}/slow`], os_hash_algo: "sha256", os_hash_value: "0".repeat(64) };
  const params = { image_info: image };
  const { json: running } = await agent.send("POST", "/v1/commands/", { name: "standby.prepare_image", params });
  expect(running).toMatchObject({ command_status: "RUNNING", command_result: null, command_error: null });
  const busy = await agent.send("POST", "/v1/commands/", { name: "standby.sync", params: {} });
  expect(busy.status).toBe(409);
  expect(busy.json).toEqual({ faultcode: "Client", faultstring: "Agent is busy: executing command prepare_image" });
  await until(() => release !== undefined);
  release?.();
  const { json: ended } = await agent.send("GET", `/v1/commands/${running.id}?wait=true`);
  expect(ended).toMatchObject({
    command_status: "FAILED",
    command_error: { type: "ImageDownloadFatalError", code: 500 },
  });
});

test.each([
  { phase: "clean", names: ["erase_devices", "erase_devices_metadata"], priorities: [10, 99] },
  { phase: "deploy", names: ["write_image"], priorities: [0] },
  { phase: "service", names: ["write_image"], priorities: [0] },
])("offers steps for $phase", async ({ phase, names, priorities }) => {
  const { command_result: result } = await agent.run(`${phase}.get_${phase}_steps`, { node: rig.api.node, ports: [] });
  expect(result?.["hardware_manager_version"]).toEqual({ generic_hardware_manager: "1.2" });
  const offered = result?.[`${phase}_steps`] as { generic_hardware_manager: { step: string; priority: number }[] };
  const steps = offered.generic_hardware_manager;
  for (const [index, name] of names.entries())
    expect(steps.find(({ step }) => step === name)).toMatchObject({
      priority: priorities[index],
      interface: "deploy",
      reboot_requested: false,
    });
});

const clean = (step: string, more: Record<string, unknown> = {}) =>
  agent.run("clean.execute_clean_step", {
    step: { interface: "deploy", step, ...more },
    node: { ...rig.api.node, properties: { skip_block_devices: [{ name: "/dev/sdb" }] } },
    ports: [],
    clean_version: { generic_hardware_manager: "1.2" },
  });

test("erases the disks that are not to be skipped, and says so in the journal", async () => {
  for (const { path } of rig.machine.disks) await writeFile(path, Buffer.alloc(4096, "data"), { flag: "r+" });
  const step = await clean("erase_devices");
  expect(step).toMatchObject({
    command_status: "SUCCEEDED",
    command_result: { clean_result: { "/dev/sda": null }, clean_step: { step: "erase_devices" } },
  });
  expect((await rig.disk(0, 0, 4096)).every((byte) => byte === 0)).toBe(true);
  expect((await rig.disk(1, 0, 4)).toString()).toBe("data");
  expect(rig.effects("erase").map(({ facts }) => facts)).toEqual([
    expect.objectContaining({
      command: "clean.execute_clean_step",
      step: "deploy.erase_devices",
      device: "/dev/sda",
      extent: "all",
    }),
  ]);
});

test.each([
  { step: "erase_devices_metadata", more: {}, result: { command_status: "SUCCEEDED" } },
  { step: "clean_uefi_nvram", more: { args: { match_patterns: ["shim"] } }, result: { command_status: "SUCCEEDED" } },
  {
    step: "clean_uefi_nvram",
    more: { args: { match_patterns: "(" } },
    result: { command_error: { type: "InvalidCommandParamsError" } },
  },
  {
    step: "create_configuration",
    more: {},
    result: { command_status: "SUCCEEDED", command_result: { clean_result: {} } },
  },
  { step: "constructor", more: {}, result: { command_error: { type: "HardwareManagerMethodNotFound" } } },
  { step: "erase_pstore", more: { args: { x: 1 } }, result: { command_error: { type: "CleaningError" } } },
])("clean step $step $more ends with $result", async ({ step, more, result }) => {
  expect(await clean(step, more)).toMatchObject(result);
});

test("refuses to make software RAID arrays, which the machine has not", async () => {
  const args = { raid_config: { logical_disks: [{ size_gb: "MAX", raid_level: "1" }] } };
  const params = { step: { interface: "raid", step: "apply_configuration", args }, node: rig.api.node, ports: [] };
  expect(await agent.run("deploy.execute_deploy_step", params)).toMatchObject({
    command_status: "FAILED",
    command_error: { type: "SoftwareRAIDError" },
  });
});

test("does nothing when the hardware managers are of another version", async () => {
  const params = {
    step: { interface: "deploy", step: "erase_devices" },
    node: rig.api.node,
    ports: [],
    clean_version: { generic_hardware_manager: "1.1" },
  };
  expect(await agent.run("clean.execute_clean_step", params)).toMatchObject({
    command_status: "CLEAN_VERSION_MISMATCH",
    command_error: { type: "VersionMismatch", code: 409 },
  });
  expect(rig.effects("erase")).toEqual([]);
});

test("runs the commands of a flow in order, and ends at the first that fails", async () => {
  const flow = [{ "standby.sync": {} }, { "standby.sync": {} }];
  expect(await agent.run("flow.start_flow", { flow })).toMatchObject({ command_status: "SUCCEEDED" });
  const broken = [{ "standby.prepare_image": { image_info: {} } }, { "standby.power_off": {} }];
  expect(await agent.run("flow.start_flow", { flow: broken })).toMatchObject({
    command_status: "FAILED",
    command_error: { type: "CommandExecutionError", details: "standby.prepare_image was failed" },
  });
  expect(rig.powerRequests).toEqual([]);
  const unknown = await agent.send("POST", "/v1/commands/", {
    name: "flow.start_flow",
    params: { flow: [{ "a.b": {} }] },
  });
  expect(unknown.status).toBe(404);
});

test("packs its logs without its token", async () => {
  const { command_result: result } = await agent.run("log.collect_system_logs");
  const files = new Map<string, string>();
  const tar = extract();
  tar.end(gunzipSync(Buffer.from(String(result?.["system_logs"]), "base64")));
  for await (const entry of tar) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    files.set(entry.header.name, Buffer.concat(parts).toString("utf8"));
  }
  expect(files.get("journal")).toContain("this is node");
  expect(files.get("cmdline")).toContain("ipa-agent-token=***");
  expect([...files.values()].join("")).not.toContain("t".repeat(43));
});

test("ends its API after a rescue, and after a lockdown the network, too", async () => {
  const rescued = await agent.run("rescue.finalize_rescue", { rescue_password: "secret", hashed: true });
  expect(rescued).toMatchObject({ command_status: "SUCCEEDED" });
  await until(() =>
    agent.send("GET", "/v1/status").then(
      () => false,
      () => true,
    ),
  );
  expect(rig.effects("network-down")).toEqual([]);
  expect(JSON.stringify(rig.journal.entries)).not.toContain("secret");
  const other = await rig.boot();
  const locked = rig.caller(await rig.api.heartbeat(2));
  expect(await locked.run("system.lockdown")).toMatchObject({ command_status: "SUCCEEDED" });
  await until(() => rig.effects("network-down").length === 1);
  await expect(locked.send("GET", "/v1/status")).rejects.toThrow();
  await other.stop("cut");
});

test("resets the machine to run the image", async () => {
  expect(await agent.run("standby.run_image")).toMatchObject({ command_status: "SUCCEEDED" });
  await until(() => rig.powerRequests.length > 0);
  expect(rig.powerRequests).toEqual(["reset"]);
});
