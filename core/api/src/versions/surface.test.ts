import { expect, test } from "vitest";
import { MAX_MINOR, MIN_MINOR } from "./microversion.js";
import { apiSurface } from "./surface.js";

test("every endpoint, argument and field has a version of the served range, and each stands once", () => {
  const { endpoints, fields } = apiSurface();
  const entries = [...endpoints, ...endpoints.flatMap(({ args }) => args), ...Object.values(fields).flat()];
  for (const { since } of entries) {
    expect(since).toBeGreaterThanOrEqual(MIN_MINOR);
    expect(since).toBeLessThanOrEqual(MAX_MINOR);
  }
  const names = endpoints.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  for (const list of Object.values(fields)) expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
});

test("an argument is never older than its endpoint", () => {
  for (const { since, args } of apiSurface().endpoints)
    for (const arg of args) expect(arg.since).toBeGreaterThanOrEqual(since);
});
