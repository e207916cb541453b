import { defineConfig } from "vitest/config";

/** Tests read the sources of the workspace; only tests that start processes need a build. */
const source = { conditions: ["@steelyard/source"] };

export default defineConfig({
  resolve: source,
  ssr: { resolve: { ...source, externalConditions: ["node"] } },
  test: {
    include: ["{interfaces,core,drivers,plugins,examples,test}/*/src/**/*.test.ts"],
    pool: "forks",
    // One file at a time: many tests are about time limits, and talk to processes beside them.
    maxWorkers: 1,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
