#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/cli.js", import.meta.url);
if (existsSync(entry)) {
  const { main } = await import(entry.href);
  await main(process.argv);
} else {
  console.error("steelyard is not built yet. Run `npm run build` in the root of the workspace, then try again.");
  process.exitCode = 1;
}
