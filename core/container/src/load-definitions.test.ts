import {
  BMC_SESSIONS,
  defineConfig,
  defineDriver,
  definePlugin,
  NoBmcSessions,
  OPTION,
  provide,
  token,
} from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { ACME_CONFIG, ACME_PREFIX, acmeBootDriver, acmeDriver } from "./acme.test.support.js";
import { createContainer, installDrivers, loadDefinitions } from "./index.js";

const notifier = definePlugin({
  id: "notifier-acme",
  providers: [provide(token("notifier"), { deps: {}, create: () => 1 })],
});

describe("loadDefinitions", () => {
  test("finds what modules export, each once", () => {
    const module = { acmeDriver, default: acmeDriver, AcmePower: class {}, version: "1" };
    const found = loadDefinitions([
      { from: "driver-acme", module },
      { from: "more", module: { acmeBootDriver, notifier } },
    ]);
    expect(found).toEqual({ drivers: [acmeDriver, acmeBootDriver], plugins: [notifier] });
  });

  test.each<[string, unknown, RegExp]>([
    ["nothing", {}, /^pkg exports no driver and no plugin$/],
    ["no module", undefined, /^pkg exports no driver and no plugin$/],
    [
      "other contracts",
      { d: { ...acmeDriver, interfacesVersion: "0.2" } },
      /^pkg: acme is made for version 0\.2 .* has 0\.1$/,
    ],
    ["a later major", { d: { ...acmeDriver, interfacesVersion: "1.1" } }, /made for version 1\.1/],
    ["no version", { d: { ...acmeDriver, interfacesVersion: undefined } }, /made for version undefined/],
    ["a handmade definition", { d: { ...acmeDriver, bindings: undefined } }, /^pkg: acme has no list bindings/],
    ["no id", { d: { ...acmeDriver, id: "" } }, /^pkg: a definition without an id/],
    [
      "a built-in's name",
      { d: { ...acmeDriver, bindings: [{ ...acmeDriver.bindings[0], type: "bios", name: "no-bios" }] } },
      /bios interface no-bios is contributed by the runtime and by pkg/,
    ],
  ])("refuses a module with %s", (_, module, message) => {
    expect(() => loadDefinitions([{ from: "pkg", module }])).toThrow(message);
  });

  test.each<[string, object, RegExp]>([
    ["an id", { ...acmeBootDriver, id: "acme" }, /driver acme is contributed by one and by two/],
    ["a hardware type", { ...acmeBootDriver, hardwareTypes: acmeDriver.hardwareTypes }, /hardware type acme is/],
    ["an implementation", { ...acmeBootDriver, bindings: acmeDriver.bindings }, /management interface acme is/],
    ["a token", { ...acmeBootDriver, providers: acmeDriver.providers }, /token driver-acme\/prefix is/],
  ])("refuses %s that two packages claim", (_, other, message) => {
    expect(() =>
      loadDefinitions([
        { from: "one", module: { acmeDriver } },
        { from: "two", module: { other } },
      ]),
    ).toThrow(message);
  });
});

describe("installDrivers", () => {
  test("hands over providers and sections, configured values over defaults", () => {
    const container = createContainer();
    installDrivers(container, [acmeDriver], [notifier], { acme: { retries: 9 } });
    expect(container.get(ACME_CONFIG.token)).toEqual({ portRange: "1-2", retries: 9 });
    expect(container.get(ACME_PREFIX)).toBe("acme9");
    expect(container.has(token("notifier"))).toBe(true);
  });

  test("leaves what the program supplied", () => {
    const container = createContainer().set(ACME_CONFIG.token, { portRange: "5", retries: 1 }).set(ACME_PREFIX, "mine");
    installDrivers(container, [acmeDriver], []);
    expect([container.get(ACME_PREFIX), container.get(ACME_CONFIG.token).retries]).toEqual(["mine", 1]);
  });

  test("has a default for what drivers can do without, unless a plugin or the program provides it", async () => {
    const container = createContainer();
    installDrivers(container, [acmeDriver], []);
    const account = { address: "https://bmc/redfish/v1/", username: "root", password: "calvin" };
    expect(await container.get(BMC_SESSIONS).of(account).load()).toBeUndefined();

    const [ofPlugin, ofProgram] = [new NoBmcSessions(), new NoBmcSessions()];
    const keeper = definePlugin({
      id: "keeper",
      providers: [provide(BMC_SESSIONS, { deps: {}, create: () => ofPlugin })],
    });
    const withPlugin = createContainer();
    installDrivers(withPlugin, [acmeDriver], [keeper]);
    expect(withPlugin.get(BMC_SESSIONS)).toBe(ofPlugin);
    const withProgram = createContainer();
    installDrivers(withProgram, [acmeDriver], []);
    expect(withProgram.set(BMC_SESSIONS, ofProgram).get(BMC_SESSIONS)).toBe(ofProgram);
  });

  test("takes a section that two packages share", () => {
    const sharing = defineDriver({ id: "sharing", interfaces: {}, config: [{ ...ACME_CONFIG }] });
    const container = createContainer();
    installDrivers(container, [acmeDriver, sharing], []);
    expect(container.get(ACME_CONFIG.token).retries).toBe(3);
  });

  test("refuses two sections of one name, two providers and a value without an option", () => {
    const section = defineConfig<{ a: string }>("acme", { a: { summary: "", schema: OPTION.text, default: "" } });
    const other = defineDriver({ id: "other", interfaces: {}, config: [section] });
    expect(() => installDrivers(createContainer(), [acmeDriver, other], [])).toThrow(
      "section acme of the configuration differs between acme and other",
    );
    const twin = defineDriver({ id: "twin", interfaces: {}, providers: acmeDriver.providers });
    expect(() => installDrivers(createContainer(), [acmeDriver, twin], [])).toThrow(
      "driver-acme/prefix is provided by acme and by twin",
    );
    expect(() => installDrivers(createContainer(), [acmeDriver], [], { acme: { retry: 1 } })).toThrow(
      "section acme of the configuration has no option retry",
    );
  });
});
