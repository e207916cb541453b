import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type FakeService, LeapingClock, type Reply, startService } from "../fake-service.test.support.js";
import { actionNames, createRedfishPool, isRedfishError, optionalString, type RedfishClient } from "../index.js";

const shared = resolve(process.env["STEELYARD_SHARED"] ?? join(import.meta.dirname, "../../../../../shared"));
const corpus = join(shared, "corpus/redfish");
const isPresent = existsSync(join(corpus, "facts.json"));
const isRequired = process.env["STEELYARD_REQUIRE_INTEROP"] === "1";
if (!isPresent && !isRequired) console.warn(`skipped: no Redfish captures at ${corpus} (STEELYARD_SHARED)`);

interface SystemFacts {
  readonly id: string;
  readonly resets: readonly string[];
  readonly managers: readonly (readonly [string, string])[] | null;
}

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

/** Serves a capture as its README says: `error` files with an error status, HPE's paths in any case, the rest as is. */
async function serveCapture(name: string): Promise<FakeService> {
  const folder = join(corpus, name);
  const isHpe = name.startsWith("hpe-dl");
  const files = await readdir(folder, { recursive: true });
  const normal = (path: string): string => {
    const bare = path.replace(/\/+$/, "");
    return isHpe ? bare.toLowerCase() : bare;
  };
  const byPath = new Map(
    files
      .filter((file) => file.endsWith("/index.json"))
      .map((file) => [normal(`/${file.slice(0, -"/index.json".length)}`), file]),
  );
  return startService(async ({ path }): Promise<Reply> => {
    const decoded = decodeURIComponent(path);
    // Query options are not in a capture; only the pages are, as folders of their own.
    const file = byPath.get(normal(decoded)) ?? byPath.get(normal(decoded.split("?")[0] ?? ""));
    if (file === undefined) return { status: 404, json: { error: { code: "Base.1.0.ResourceMissingAtURI" } } };
    const text = await readFile(join(folder, file), "utf8");
    return { status: /^\s*\{\s*"error"/.test(text) ? 404 : 200, text };
  });
}

async function connect(service: FakeService, systemId?: string): Promise<RedfishClient> {
  const pool = createRedfishPool({ clock: new LeapingClock() });
  cleanup.push(() => pool.close());
  return pool.for({ address: service.url, systemId });
}

async function start(name: string): Promise<FakeService> {
  const service = await serveCapture(name);
  cleanup.push(() => service.close());
  return service;
}

async function factsOf(name: string): Promise<readonly SystemFacts[]> {
  const facts = JSON.parse(await readFile(join(corpus, "facts.json"), "utf8"));
  return facts[name].systems;
}

async function systemsOf(client: RedfishClient): Promise<string[]> {
  const links: string[] = [];
  for await (const link of client.memberLinks((await client.serviceRoot()).systems ?? "")) links.push(link);
  return links;
}

/**
 * Where a service tells its values only in ActionInfo, the other client takes all it knows; these are what the ActionInfo
 * files of the captures hold.
 */
const RESETS_OF_ACTION_INFO: Readonly<Record<string, readonly string[]>> = {
  "hpe-cray-ex425": ["ForceOff", "Off", "On"],
  "nvidia-gh200-openbmc": [
    "ForceOff",
    "ForceOn",
    "ForceRestart",
    "GracefulRestart",
    "GracefulShutdown",
    "On",
    "PowerCycle",
  ],
  "openbmc-stock-2.15": [
    "ForceOff",
    "ForceOn",
    "ForceRestart",
    "GracefulRestart",
    "GracefulShutdown",
    "Nmi",
    "On",
    "PowerCycle",
  ],
  "supermicro-sys821ge-tnhr": [
    "ForceOff",
    "ForceOn",
    "ForceRestart",
    "GracefulRestart",
    "GracefulShutdown",
    "Nmi",
    "On",
    "PowerCycle",
  ],
};

const SINGLE = [
  "dell-r750-idrac9-6.00.30",
  "dmtf-public-localstorage",
  "dmtf-public-rackmount1",
  "dmtf-public-tower",
  "hpe-dl380agen11-ilo6-1.66",
  "hpe-dl385gen10plusv2-ilo5-2.72",
  "lenovo-sr670v2-xcc-2.83",
  "openbmc-stock-2.15",
  "supermicro-sys821ge-tnhr",
];
const SEVERAL = ["dmtf-public-bladed", "hpe-cray-ex425", "nvidia-gh200-openbmc"];

describe.skipIf(!isPresent && !isRequired)("captures of real BMCs", () => {
  test("are all looked at", async () => {
    const facts = Object.keys(JSON.parse(await readFile(join(corpus, "facts.json"), "utf8")));
    expect([...SINGLE, ...SEVERAL].sort()).toEqual(facts.sort());
  });

  test.each(SINGLE)("%s: its only system is picked", async (name) => {
    const client = await connect(await start(name));
    const [facts] = await factsOf(name);
    expect(optionalString(await client.system(), "Id")).toBe(facts?.id);
  });

  test.each(SEVERAL)("%s: no system is picked among several, and the error lists them", async (name) => {
    const client = await connect(await start(name));
    const links = await systemsOf(client);
    expect(links.length).toBeGreaterThan(1);
    const error = await client.system().catch((caught: unknown) => caught);
    expect(isRedfishError(error, "SYSTEM_NOT_CHOSEN")).toBe(true);
    for (const link of links) expect((error as Error).message).toContain(link);
  });

  test.each([...SINGLE, ...SEVERAL])("%s: managers, chassis and the reset action of each system", async (name) => {
    const service = await start(name);
    const facts = await factsOf(name);
    for (const [index, link] of (await systemsOf(await connect(service))).entries()) {
      const client = await connect(service, link);
      const system = await client.system();
      const known = facts[index];
      const managers = await client.managers(system);
      const found = managers.map((manager) => [
        optionalString(manager, "Id"),
        optionalString(manager, "FirmwareVersion"),
      ]);
      if (known?.managers) expect(found).toEqual(known.managers);
      else expect(found.length).toBeGreaterThan(0);
      for (const chassis of await client.chassis(system))
        expect(optionalString(chassis, "@odata.type")).toMatch(/#Chassis\./);
      if (!actionNames(system).includes("#ComputerSystem.Reset")) {
        await expect(client.action(system, "#ComputerSystem.Reset")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
        continue;
      }
      const reset = await client.action(system, "#ComputerSystem.Reset");
      expect(reset.target).toBe(`${link.replace(/\/$/, "")}/Actions/ComputerSystem.Reset`);
      const values = [...(reset.allowableValues.get("ResetType") ?? [])].sort();
      expect(values).toEqual(RESETS_OF_ACTION_INFO[name] ?? known?.resets);
    }
  });

  test("Dell's second page is followed", async () => {
    const client = await connect(await start("dell-r750-idrac9-6.00.30"));
    const links: string[] = [];
    for await (const link of client.memberLinks("/redfish/v1/Systems/System.Embedded.1/Oem/Dell/DellSlots"))
      links.push(link);
    expect(links.length).toBeGreaterThan(50);
    expect(new Set(links).size).toBe(links.length);
  });

  test("Lenovo's truncated metric report is BAD_ANSWER", async () => {
    const client = await connect(await start("lenovo-sr670v2-xcc-2.83"));
    const call = client.get("/redfish/v1/TelemetryService/MetricReports/PowerMetrics");
    await expect(call).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });
});
