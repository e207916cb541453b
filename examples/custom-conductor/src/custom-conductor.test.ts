import type { TaskLog } from "@steelyard/interfaces";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCustomConductor } from "./custom-conductor.js";

const quiet = () => undefined;
const log: TaskLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const HEADERS = { "content-type": "application/json", "openstack-api-version": "baremetal 1.82" };

let conductor: Awaited<ReturnType<typeof startCustomConductor>>;
beforeEach(async () => {
  conductor = await startCustomConductor({ database: "sqlite::memory:", port: 0, log });
});
afterEach(() => conductor.stop());

type Json = Record<string, unknown>;

async function ask(method: string, path: string, body?: Json): Promise<Json> {
  const answer = await fetch(`${conductor.url}/v1${path}`, {
    method,
    headers: HEADERS,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Json);
}

async function enrol(node: Json): Promise<string> {
  return (await ask("POST", "/nodes", { driver: "rack", ...node }))["uuid"] as string;
}

/** Asks for a verb and follows the node until nothing is under way. */
async function provision(uuid: string, target: string, more: Json = {}): Promise<Json> {
  await ask("PUT", `/nodes/${uuid}/states/provision`, { target, ...more });
  const end = performance.now() + 20_000;
  for (;;) {
    const node = await ask("GET", `/nodes/${uuid}`);
    const hasEnded = node["target_provision_state"] === null || String(node["provision_state"]).endsWith("failed");
    if (hasEnded && node["reservation"] === null) return node;
    if (performance.now() > end) throw new Error(`after ${target} the node stays ${node["provision_state"]}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a node goes through manage, provide and a manual clean with the step of this program", async () => {
  const uuid = await enrol({ name: "machine-1" });
  expect(await provision(uuid, "manage")).toMatchObject({ provision_state: "manageable", vendor_interface: "rack" });
  expect(await provision(uuid, "provide")).toMatchObject({ provision_state: "available", last_error: null });
  await provision(uuid, "manage");
  const clean_steps = [{ interface: "vendor", step: "record_place", args: { place: "R12-U7" } }];
  expect(await provision(uuid, "clean", { clean_steps })).toMatchObject({
    provision_state: "manageable",
    last_error: null,
    properties: { place: "R12-U7" },
  });
});

test("an argument that the step does not take fails the clean by its name", async () => {
  const uuid = await enrol({});
  await provision(uuid, "manage");
  const clean_steps = [{ interface: "vendor", step: "record_place", args: { shelf: 3 } }];
  const node = await provision(uuid, "clean", { clean_steps });
  expect(node).toMatchObject({ provision_state: "clean failed", properties: {} });
  expect(node["last_error"]).toMatch(/record_place.*place/);
});

test("a node with the power interface of the first driver says what is wrong with its BMC", async () => {
  const driver_info = { acme_address: "http://127.0.0.1:9", acme_username: "u", acme_password: "p" };
  const uuid = await enrol({ power_interface: "acme", driver_info });
  const node = await provision(uuid, "manage");
  expect(node).toMatchObject({ provision_state: "enroll", power_interface: "acme" });
  expect(node["last_error"]).toMatch("Nothing answers at http://127.0.0.1:9/power");
});

test("other hardware types are not served, though their drivers are loaded", async () => {
  await expect(enrol({ driver: "fake-hardware" })).rejects.toThrow(/fake-hardware/);
});
