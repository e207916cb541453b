import { setTimeout as delay } from "node:timers/promises";
import { defineConfig, definePlugin, type PluginDefinition, provide, token } from "@steelyard/interfaces";
import type { Clock } from "@steelyard/runtime-interfaces";
import { describe, expect, it } from "vitest";
import { type PluginCheck, type PluginHarness, runPluginCheck } from "./check/plugin-check.js";
import { CLOCK_CHECKS } from "./clock/describe-clock.js";
import { PLUGIN_CHECKS } from "./plugin/describe-plugin.js";

/** The titles of the checks that fail. */
async function failing<H extends PluginHarness>(checks: readonly PluginCheck<H>[], harness: H): Promise<string[]> {
  const titles: string[] = [];
  for (const check of checks) await runPluginCheck(check, () => harness).catch(() => titles.push(check.title));
  return titles;
}

describe("the clock contract", () => {
  const right: Clock = {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };

  it.each<[string, Partial<Clock>, readonly RegExp[]]>([
    ["nothing wrong with a right clock", {}, []],
    ["a clock that goes back", { monotonicMs: () => -performance.now() }, [/never go back/, /as long/]],
    ["a clock that does not sleep", { sleep: async () => {} }, [/as long/, /own reason/]],
    [
      "a clock that hides the reason",
      { sleep: async (ms, signal) => delay(ms, undefined, { signal }) },
      [/own reason/],
    ],
  ])("finds %s", async (_what, fields, titles) => {
    const found = await failing(CLOCK_CHECKS, { clock: { ...right, ...fields } });
    expect(found).toEqual(titles.map((title) => expect.stringMatching(title)));
  });
});

describe("the plugin contract", () => {
  const CLOCK = token<Date>("acme/clock");
  const ZONE = token<string>("acme/zone");
  const input = {
    id: "acme",
    providers: [provide(CLOCK, { deps: { zone: ZONE }, create: () => new Date(0) })],
    config: [
      defineConfig<{ zone: string }>("acme", { zone: { summary: "Zone.", schema: { type: "string" }, default: "" } }),
    ],
  };

  it.each<[string, Partial<PluginDefinition>, readonly RegExp[]]>([
    ["nothing wrong with a right plugin", {}, []],
    ["another version", { interfacesVersion: "9.9" }, [/this version/]],
    ["an id in camelCase", { id: "acmeClock" }, [/kebab-case/]],
    ["a token supplied twice", { providers: [...input.providers, ...input.providers] }, [/token once/]],
    [
      "a token nobody supplies",
      { providers: [provide(CLOCK, { deps: { x: token("acme/nobody") }, create: () => new Date(0) })] },
      [/finds everything/],
    ],
    [
      "a default that its schema refuses",
      {
        config: [
          defineConfig<{ zone: unknown }>("acme", {
            zone: { summary: "Zone.", schema: { type: "string" }, default: 1 },
          }),
        ],
      },
      [/options/],
    ],
  ])("finds %s", async (_what, fields, titles) => {
    const plugin = { ...definePlugin(input), ...fields };
    const found = await failing(PLUGIN_CHECKS, { plugin, services: [ZONE] });
    expect(found).toEqual(titles.map((title) => expect.stringMatching(title)));
  });
});
