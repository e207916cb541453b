import { createSocket } from "node:dgram";
import {
  bind,
  type DriverDefinition,
  type DriverInput,
  defineConfig,
  defineDriver,
  NoopDeploy,
  NoopManagement,
  provide,
  token,
} from "@steelyard/interfaces";
import { describe, expect, it } from "vitest";
import { someServices } from "../services/some-services.js";
import { definitionChecks } from "./definition-checks.js";

const deps = {};
const CLIENT = token<string>("acme/client");

const RIGHT: DriverInput = {
  id: "acme",
  interfaces: {
    boot: ["ipxe"],
    deploy: [bind("deploy", "acme", { deps: { client: CLIENT }, create: () => new NoopDeploy() })],
    management: [bind("management", "acme", { deps, create: () => new NoopManagement() })],
    network: ["noop"],
    power: ["agent"],
  },
  providers: [provide(CLIENT, { deps: {}, create: () => "client" })],
  config: [
    defineConfig<{ port: number }>("acme", {
      port: { summary: "Port of the BMC.", schema: { type: "integer" }, default: 1 },
    }),
  ],
};

async function failing(definition: DriverDefinition): Promise<readonly string[]> {
  const titles: string[] = [];
  for (const { title, run } of definitionChecks) {
    try {
      await run(definition, someServices());
    } catch {
      titles.push(title);
    }
  }
  return titles;
}

const defined = (fields: Partial<DriverInput> = {}) => defineDriver({ ...RIGHT, ...fields });
const managed = (create: () => NoopManagement) =>
  defined({ interfaces: { ...RIGHT.interfaces, management: [bind("management", "acme", { deps, create })] } });

describe("the contract of driver definitions", () => {
  it("passes a right driver", async () => {
    expect(await failing(defined())).toEqual([]);
  });

  it.each([
    ["another version of the contracts", /this version/, { ...defined(), interfacesVersion: "7.0" }],
    ["a required interface that is missing", /required interface/, defined({ interfaces: { power: ["agent"] } })],
    [
      "an implementation that no hardware type uses",
      /at least one/,
      defined({
        hardwareTypes: [
          {
            name: "acme",
            interfaces: { boot: ["ipxe"], deploy: ["acme"], management: ["noop"], network: ["noop"], power: ["agent"] },
          },
        ],
      }),
    ],
    [
      "a default that its schema refuses",
      /options/,
      defined({
        config: [
          defineConfig<{ port: unknown }>("acme", {
            port: { summary: "Port.", schema: { type: "integer" }, default: "x" },
          }),
        ],
      }),
    ],
    [
      "a password that is no secret",
      /options/,
      defined({
        config: [
          defineConfig<{ password: string }>("acme", {
            password: { summary: "It.", schema: { type: "string" }, default: "" },
          }),
        ],
      }),
    ],
    ["a dependency that nobody supplies", /finds everything/, defined({ providers: [] })],
    [
      "an implementation that lacks a method",
      /all methods/,
      managed(() => Object.assign(new NoopManagement(), { setBootDevice: undefined }) as unknown as NoopManagement),
    ],
    [
      "an implementation that opens a socket when it is made",
      /without opening/,
      managed(() => {
        createSocket("udp4").close();
        return new NoopManagement();
      }),
    ],
  ] as const)("notices %s", async (_what, title, definition) => {
    expect(await failing(definition)).toContainEqual(expect.stringMatching(title));
  });
});
