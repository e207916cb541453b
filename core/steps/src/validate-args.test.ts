import type { JsonObject, JsonSchema } from "@steelyard/interfaces";
import { isDriverError } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { argsInfoOf, validateArgs } from "./index.js";
import { offer, SETTINGS } from "./offered.test.support.js";

const step = offer("bios.apply_configuration", { clean: 0 }, { args: SETTINGS });
const good = { settings: [{ name: "ProcVirtualization", value: "Enabled" }] };

describe("validateArgs", () => {
  test("takes what the schema takes", () => {
    expect(() => validateArgs(step, good)).not.toThrow();
    expect(() => validateArgs(step, { ...good, mode: "now", url: "https://files.example/a.bin" })).not.toThrow();
  });

  test.each<[string, JsonObject, string]>([
    ["a missing argument", {}, "needs the argument settings."],
    ["an unknown argument", { ...good, speed: 1 }, "has no argument speed."],
    ["a wrong type", { settings: "all" }, "has an argument settings that must be array."],
    ["a wrong member", { settings: [{ name: 1, value: "x" }] }, "has an argument settings/0/name that must be string."],
    ["a missing member", { settings: [{ name: "a" }] }, "needs the argument settings/0/value."],
    ["a value off the list", { ...good, mode: "soon" }, "has an argument mode that must be one of now, later."],
    ["a bad format", { ...good, url: "s3cret" }, 'has an argument url that must match format "uri".'],
  ])("refuses %s, naming it", (_, args, message) => {
    const refused = refusalOf(() => validateArgs(step, args));
    expect(refused).toMatchObject({ code: "INVALID_PARAMETER" });
    expect(refused.message).toContain(`Step bios.apply_configuration ${message}`);
    expect(refused.message).not.toMatch(/s3cret|soon/);
  });

  test("takes no argument for a step without a schema", () => {
    expect(() => validateArgs(offer("power.x", { clean: 0 }), {})).not.toThrow();
    expect(refusalOf(() => validateArgs(offer("power.x", { clean: 0 }), { y: 1 })).message).toContain(
      "power.x takes no",
    );
  });

  test("blames a schema that can not be used on the step", () => {
    const broken: JsonSchema = { type: "nothing" };
    const refused = refusalOf(() => validateArgs(offer("raid.x", { clean: 0 }, { args: broken }), {}));
    expect(refused).toMatchObject({ code: "INTERNAL" });
    expect(refused.message).toContain("raid.x");
  });

  test("tells apart schemas with the same $id, and more of them than it keeps", () => {
    for (let i = 0; i < 600; i++) {
      const args: JsonSchema = { $id: "same", type: "object", properties: { n: { const: i } }, required: ["n"] };
      expect(() => validateArgs(offer("deploy.x", { clean: 0 }, { args }), { n: i })).not.toThrow();
      expect(() => validateArgs(offer("deploy.x", { clean: 0 }, { args }), { n: i + 1 })).toThrow();
    }
  });
});

test("argsInfoOf shows arguments as the API does", () => {
  expect(argsInfoOf(step)).toEqual({
    settings: { description: "Settings to write.", required: true },
    mode: { description: "", required: false },
    url: { description: "", required: false },
  });
  expect(argsInfoOf(offer("power.x", { clean: 0 }))).toBeNull();
});

function refusalOf(call: () => void) {
  try {
    call();
  } catch (error) {
    if (isDriverError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
