import { describe, expect, it } from "vitest";
import { defineConfig } from "../config/config-section.js";
import { NoopDeploy } from "../deploy/noop-deploy.js";
import { NoopManagement } from "../management/noop-management.js";
import { bind } from "./binding.js";
import { type DriverInput, defineDriver, INTERFACES_VERSION } from "./driver-definition.js";
import { definePlugin } from "./plugin-definition.js";
import { provide, token } from "./token.js";

const management = (name: string) => bind("management", name, { deps: {}, create: () => new NoopManagement() });
const deploy = bind("deploy", "acme", { deps: {}, create: () => new NoopDeploy() });

describe("defineDriver", () => {
  it("makes one hardware type of its id, with the implementations in the order given", () => {
    const driver = defineDriver({
      id: "acme",
      interfaces: { management: [management("acme"), "noop"], power: ["acme-power"], deploy: ["direct", deploy] },
    });
    expect(driver).toMatchObject({ kind: "steelyard/driver", interfacesVersion: INTERFACES_VERSION, id: "acme" });
    expect(driver.hardwareTypes).toEqual([
      { name: "acme", interfaces: { deploy: ["direct", "acme"], management: ["acme", "noop"], power: ["acme-power"] } },
    ]);
    expect(driver.bindings.map(({ type, name }) => `${type} ${name}`)).toEqual(["deploy acme", "management acme"]);
    expect([driver.providers, driver.config]).toEqual([[], []]);
  });

  it("contributes implementations without a hardware type when told so", () => {
    const driver = defineDriver({ id: "acme", interfaces: { management: [management("acme")] }, hardwareTypes: [] });
    expect([driver.hardwareTypes, driver.bindings.length]).toEqual([[], 1]);
  });

  it("takes implementations apart by type, so that one name may stand for several", () => {
    expect(() =>
      defineDriver({ id: "acme", interfaces: { management: [management("acme")], deploy: [deploy] } }),
    ).not.toThrow();
  });

  it.each<[string, DriverInput, RegExp]>([
    ["an id in camelCase", { id: "acmeDriver", interfaces: {} }, /driver id: "acmeDriver" is not kebab-case/],
    ["an empty id", { id: "", interfaces: {} }, /driver id/],
    ["a trailing dash", { id: "acme-", interfaces: {} }, /driver id/],
    [
      "a binding name in snake_case",
      { id: "acme", interfaces: { management: [management("acme_bmc")] } },
      /management interface of driver acme: "acme_bmc"/,
    ],
    [
      "a hardware type with a space",
      { id: "acme", interfaces: {}, hardwareTypes: [{ name: "acme x", interfaces: {} }] },
      /hardware type of driver acme: "acme x"/,
    ],
    [
      "a name given twice",
      { id: "acme", interfaces: { management: [management("acme"), "acme"] } },
      /driver acme names the management interface acme twice/,
    ],
    [
      "a binding under another type",
      { id: "acme", interfaces: { power: [management("acme") as never] } },
      /binding acme is a management interface and stands under power/,
    ],
  ])("refuses %s", (_what, input, message) => {
    expect(() => defineDriver(input)).toThrow(message);
  });
});

describe("bind", () => {
  it("keeps its dependencies and makes nothing by itself", () => {
    const made: string[] = [];
    const client = token<string>("acme/client");
    const binding = bind("management", "acme", {
      deps: { client },
      create: ({ client }) => {
        made.push(client);
        return new NoopManagement();
      },
    });
    expect([binding.deps, made, binding.steps.size]).toEqual([{ client }, [], 0]);
    binding.create({ client: "a client" });
    expect(made).toEqual(["a client"]);
  });
});

describe("definePlugin", () => {
  it("carries the version of the contracts and what it supplies", () => {
    const clock = token<Date>("acme/clock");
    const plugin = definePlugin({
      id: "acme-clock",
      providers: [provide(clock, { deps: {}, create: () => new Date(0) })],
      config: [defineConfig<{ zone: string }>("clock", { zone: { summary: "Zone.", schema: {}, default: "UTC" } })],
    });
    expect(plugin).toMatchObject({ kind: "steelyard/plugin", id: "acme-clock", interfacesVersion: INTERFACES_VERSION });
    expect(plugin.providers[0]?.token).toBe(clock);
    expect(plugin.config[0]?.token.id).toBe("config/clock");
  });
});
