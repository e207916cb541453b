import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { apiSurface } from "@steelyard/api";
import { FAILURES, PROVISION_STATES } from "@steelyard/interfaces";
import { REQUEST_FAILURES, STORE_FAILURES } from "@steelyard/runtime-interfaces";
import { describe, expect, test } from "vitest";
import { loadModules } from "../program/load-modules.js";
import { allSections } from "../program/sections.js";
import { PENDING_ENDPOINTS } from "./pending.js";
import { referencePages } from "./reference-pages.js";

const folder = new URL("../../../../docs/reference/", import.meta.url);
const loaded = await loadModules(undefined);
const pages = referencePages(loaded);

describe("docs/reference", () => {
  test("has the generated pages and no others", async () => {
    expect((await readdir(folder)).toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test.each([...pages])("%s is what the tables say; else run npm run docs", async (name, text) => {
    expect(await readFile(new URL(name, folder), "utf8")).toBe(text);
  });
});

/** Headings of a level that stand in a page. */
const headings = (name: string, level: string) =>
  [...(pages.get(name) ?? "").matchAll(/^(#+) (.+)$/gm)].flatMap(([, hashes, text]) => (hashes === level ? text : []));

describe("the pages tell the whole of their tables", () => {
  test("errors: a section per code", () => {
    const codes = [
      ...Object.keys(FAILURES),
      ...Object.keys(REQUEST_FAILURES),
      ...Object.keys(STORE_FAILURES).map((code) => `Store: ${code}`),
    ];
    expect(headings("errors.md", "###")).toEqual(codes);
  });

  test("states: a row and a place in the diagram per state", () => {
    const text = pages.get("states.md") ?? "";
    for (const state of PROVISION_STATES) {
      expect(text).toContain(`| \`${state}\` |`);
      expect(text).toContain(`state ${JSON.stringify(state)} as `);
    }
  });

  test("configuration: a section per section, and no option without a meaning", () => {
    expect(headings("configuration.md", "##")).toEqual(allSections(loaded).map(({ section }) => section));
    expect(pages.get("configuration.md")).not.toMatch(/\|\s+\|\s+\|/);
  });

  test("steps: a section per implementation with steps", () => {
    const named = loaded.drivers.flatMap(({ bindings }) =>
      bindings.filter(({ steps }) => steps.size > 0).map(({ type, name }) => `${type}: ${name}`),
    );
    expect(headings("steps.md", "##")).toEqual(named.toSorted());
  });
});

/** One `{}` per parameter; `{indicator}@{component}` is one segment and so one parameter. */
const anonymous = (path: string) =>
  path.replaceAll(/:[a-z_]+|\{[a-z_]+\}(@\{[a-z_]+\})?/g, "{}").replace(/(?<=.)\/$/, "");
const served = new Set(apiSurface().endpoints.map(({ method, path }) => anonymous(`${method} ${path}`)));
const pending = PENDING_ENDPOINTS.flatMap(({ endpoints }) => endpoints.map(anonymous));

describe("pending endpoints", () => {
  test("are not served", () => {
    expect(pending.filter((endpoint) => served.has(endpoint))).toEqual([]);
  });

  const surface = resolve(process.env["STEELYARD_SHARED"] ?? "../shared", "contract/surface.json");
  const hasSurface = existsSync(surface);
  if (!hasSurface && process.env["STEELYARD_REQUIRE_INTEROP"] === "1") throw new Error(`${surface} is not there`);
  if (!hasSurface) console.warn("skipped: the surface of the Bare Metal API is not here; see STEELYARD_SHARED");
  test.skipIf(!hasSurface)("are exactly what the Bare Metal API has beside what is served", () => {
    const { endpoints } = JSON.parse(readFileSync(surface, "utf8")) as {
      endpoints: readonly { readonly method: string; readonly path: string; readonly min: string }[];
    };
    const missing = endpoints
      .map(({ method, path }) => anonymous(`${method} ${path}`))
      .filter((endpoint) => !served.has(endpoint));
    expect([...pending].toSorted()).toEqual(missing.toSorted());
    const since = new Map(endpoints.map(({ method, path, min }) => [anonymous(`${method} ${path}`), min]));
    for (const { endpoints: group, since: minor } of PENDING_ENDPOINTS)
      expect(Math.min(...group.map((endpoint) => Number(since.get(anonymous(endpoint))?.slice(2))))).toBe(minor);
  });
});
