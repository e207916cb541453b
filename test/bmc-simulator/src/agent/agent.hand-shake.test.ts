import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedApi, TOKEN } from "./scripted-api.test.support.js";
import { makeCertificate } from "./server/certificate.js";
import { SimulatedRig } from "./simulated-rig.test.support.js";
import { until } from "./until.test.support.js";

let rig: SimulatedRig;
beforeEach(async () => {
  rig = await SimulatedRig.open();
});
afterEach(() => rig.close());

const asked = (path: string) => rig.api.requests.filter(({ url }) => url.pathname.startsWith(path));

test("names all its MAC addresses, and says where it is, who it is and which certificate it has", async () => {
  await rig.boot();
  const heartbeat = await rig.api.heartbeat();
  const [lookup] = asked("/v1/lookup");
  expect(lookup?.url.searchParams.get("addresses")).toBe(
    rig.machine.nics.map(({ macAddress }) => macAddress).join(","),
  );
  expect(lookup?.headers["x-openstack-ironic-api-version"]).toBe("1.62");
  const [beat] = asked("/v1/heartbeat/");
  expect(beat?.headers["x-openstack-ironic-api-version"]).toBe("1.68");
  expect(beat?.url.pathname).toBe(`/v1/heartbeat/${String(rig.api.node["uuid"])}`);
  expect(heartbeat).toEqual({
    callback_url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    agent_token: TOKEN,
    agent_version: "11.5.0",
    agent_verify_ca: expect.stringContaining("BEGIN CERTIFICATE"),
  });
});

test("serves the certificate it sent, made for its address with a key on the curve it was told", async () => {
  await rig.boot({ "ipa-tls-certificate-curve": "p256" });
  const { callback_url: url, agent_verify_ca: pem = "" } = await rig.api.heartbeat();
  const sent = new X509Certificate(pem);
  const served = await new Promise<Buffer>((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port), ca: pem }, () => {
      resolve(socket.getPeerCertificate().raw);
      socket.end();
    }).once("error", reject);
  });
  expect(served.equals(sent.raw)).toBe(true);
  expect(sent.subjectAltName).toBe("IP Address:127.0.0.1");
  expect(sent.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  const days = (Date.parse(sent.validTo) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89);
  expect(Date.parse(sent.validFrom)).toBeLessThan(Date.now() - 3_000_000);
});

test("speaks only the version of TLS that the conductor asks for", async () => {
  rig.api.config["tls_min_version"] = "1.3";
  await rig.boot();
  const { callback_url: url, agent_verify_ca: ca } = await rig.api.heartbeat();
  const old = new Promise((resolve, reject) => {
    connect({ host: "127.0.0.1", port: Number(new URL(url).port), ca, maxVersion: "TLSv1.2" }, () => resolve(1)).once(
      "error",
      reject,
    );
  });
  await expect(old).rejects.toThrow(/protocol version/);
});

test.each([
  {
    title: "it makes no certificate",
    options: { autoTls: false },
    version: "1.115",
    sends: ["agent_token", "agent_version"],
  },
  { title: "the API is older than 1.68", options: {}, version: "1.62", sends: ["agent_token", "agent_version"] },
])("serves http when $title", async ({ options, version, sends }) => {
  rig.api.version = version;
  const agent = await rig.agent({}, options);
  const [heartbeat] = rig.api.heartbeats;
  expect(Object.keys(heartbeat ?? {})).toEqual(["callback_url", ...sends]);
  expect(heartbeat?.callback_url).toMatch(/^http:/);
  expect((await agent.send("GET", "/v1/status")).status).toBe(200);
});

test("tries every address of the API, and stays with the one that answers", async () => {
  const gone = await ScriptedApi.start();
  await gone.close();
  await rig.boot({ "ipa-api-url": `${gone.url},${rig.api.url}/` });
  await rig.api.heartbeat();
  expect(asked("/v1/lookup")).toHaveLength(1);
});

test("looks up again after 404, after 409 and after an answer of the wrong shape", async () => {
  for (const answer of [{ status: 404 }, { status: 409 }, { status: 200, json: { node: {} } }])
    rig.api.script.push({ path: "/v1/lookup", answer });
  await rig.boot({ "ipa-lookup-interval": "0.01" }, { timing: { lookupConflictMs: [5, 5, 5] } });
  await rig.api.heartbeat();
  expect(asked("/v1/lookup")).toHaveLength(4);
});

test("starts again when the look-up does not succeed in time", async () => {
  for (let count = 0; count < 2; count += 1) rig.api.script.push({ path: "/v1/lookup", answer: { status: 404 } });
  await rig.boot({ "ipa-lookup-timeout": "0" }, { timing: { restartMs: 5 } });
  await rig.api.heartbeat();
  expect(rig.effects("agent-failed")).toHaveLength(2);
  expect(rig.effects("agent-failed")[0]?.facts["reason"]).toContain("Could not look up node info");
});

test("sends the next heartbeat in the part of the timeout that it draws, and soon after a failure", async () => {
  rig.api.config["heartbeat_timeout"] = 0.1;
  rig.api.script.push({ path: "/v1/heartbeat/", answer: { status: 409, json: { error_message: "locked" } } });
  await rig.boot({}, { timing: { heartbeatErrorMs: [5, 5], heartbeatMinGapMs: 5 }, random: () => 0 });
  await rig.api.heartbeat(3);
  expect(asked("/v1/heartbeat/").length).toBeGreaterThanOrEqual(4);
});

test("uses the token of its boot parameters when the look-up hides it", async () => {
  rig.api.config["agent_token"] = "******";
  const agent = await rig.agent({ "ipa-agent-token": "own".repeat(12) });
  expect(rig.api.heartbeats[0]?.agent_token).toBe("own".repeat(12));
  agent.token = "own".repeat(12);
  expect((await agent.send("GET", "/v1/commands/")).status).toBe(200);
});

test("locks itself down when the token was handed out before and it has none", async () => {
  rig.api.config["agent_token"] = "******";
  await rig.boot();
  await until(() => rig.effects("network-down").length === 1);
  expect(rig.effects("agent-lockdown")).toHaveLength(1);
  expect(rig.api.heartbeats).toEqual([]);
});

test.each([
  { title: "no token", token: undefined, status: 401 },
  { title: "an empty token", token: "", status: 401 },
  { title: "a wrong token", token: "x".repeat(43), status: 401 },
  { title: "its token", token: TOKEN, status: 200 },
])("answers $status to a command with $title", async ({ token, status }) => {
  const agent = await rig.agent();
  agent.token = token;
  const answer = await agent.send("POST", "/v1/commands/", { name: "standby.sync", params: {} });
  expect(answer.status).toBe(status);
  if (status === 401)
    expect(answer.json).toEqual({ faultcode: "Client", faultstring: "401 Unauthorized: Token invalid." });
  expect((await agent.send("GET", "/v1/status")).status).toBe(200);
  expect(rig.effects("agent-command")).toHaveLength(status === 200 ? 1 : 0);
});

test("posts its inventory before it looks up, and looks up as the node it is told", async () => {
  const [nic] = rig.machine.nics;
  const bootif = `01-${nic?.macAddress.replaceAll(":", "-")}`;
  rig.api.script.push({ path: "/v1/continue_inspection", answer: { status: 500 } });
  await rig.boot(
    { "ipa-inspection-callback-url": `${rig.api.url}/v1/continue_inspection`, BOOTIF: bootif },
    { timing: { inspectionRetryMs: [5, 5] } },
  );
  await rig.api.heartbeat();
  const paths = rig.api.requests.map(({ url }) => url.pathname);
  expect(paths.slice(0, 2)).toEqual(["/v1/continue_inspection", "/v1/continue_inspection"]);
  expect(asked("/v1/lookup")[0]?.url.searchParams.get("node_uuid")).toBe(rig.api.node["uuid"]);
  const [posted] = rig.api.inspections;
  expect(posted).toMatchObject({
    error: null,
    boot_interface: bootif,
    root_disk: { name: "/dev/sda" },
    configuration: {
      collectors: ["default", "logs"],
      managers: [{ name: "generic_hardware_manager", version: "1.2" }],
    },
    logs: expect.any(String),
    inventory: {
      hostname: "rig",
      bmc_address: "127.0.0.9",
      cpu: { architecture: "x86_64", count: 8, model_name: "Simulated Xeon 8000" },
      memory: { physical_mb: 16_384 },
      boot: { current_boot_mode: "uefi", pxe_interface: bootif },
      disks: [{ name: "/dev/sda", size: 8 * 1024 ** 3, rotational: false, serial: "S0", wwn: "0x5000000000000000" }],
      interfaces: [
        { name: "eno1", mac_address: nic?.macAddress, has_carrier: true, ipv4_address: "127.0.0.1" },
        { name: "eno2", has_carrier: false, ipv4_address: null },
      ],
      system_vendor: { manufacturer: "Steelyard", product_name: "Simulated Server", serial_number: "SN-1" },
    },
  });
});

test("says which collector it has not, and looks up all the same", async () => {
  await rig.boot({
    "ipa-inspection-callback-url": `${rig.api.url}/v1/continue_inspection`,
    "ipa-inspection-collectors": "default,extra-hardware",
  });
  await rig.api.heartbeat();
  expect(rig.api.inspections[0]?.["error"]).toContain("Failed to load collector extra-hardware");
  expect(rig.effects("agent-inspection-failed")).toHaveLength(1);
});

test("verifies the API's certificate unless it is told not to, or trusts it", async () => {
  const { key, certificate: cert } = await makeCertificate("127.0.0.1", "api", "p256");
  const api = await ScriptedApi.start({ key, cert });
  try {
    const refused = await rig.boot({ "ipa-api-url": api.url, "ipa-lookup-timeout": "0" }, { timing: { restartMs: 5 } });
    await until(() => rig.effects("agent-failed").length > 0);
    expect(api.requests).toEqual([]);
    await refused.stop("cut");
    const insecure = await rig.boot({ "ipa-api-url": api.url, "ipa-insecure": "1" });
    await api.heartbeat(1);
    await insecure.stop("cut");
    await rig.boot({ "ipa-api-url": api.url }, { ca: cert });
    await api.heartbeat(2);
  } finally {
    await api.close();
  }
});

test("is gone at once when the power is cut, and its port with it", async () => {
  const system = await rig.boot();
  const agent = rig.caller(await rig.api.heartbeat());
  await agent.send("GET", "/v1/status");
  await system.stop("cut");
  await expect(agent.send("GET", "/v1/status")).rejects.toThrow();
});
