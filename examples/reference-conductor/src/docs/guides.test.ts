import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfigFile } from "../config/config-file.js";
import { loadConfig } from "../config/load-config.js";
import { loadModules } from "../program/load-modules.js";
import { allSections } from "../program/sections.js";

const root = new URL("../../../../", import.meta.url);
const docs = (await readdir(new URL("docs/", root), { recursive: true })).filter((path) => path.endsWith(".md"));
const pages = ["README.md", ...docs.map((path) => `docs/${path}`)];

describe.each(pages)("%s", (path) => {
  test("links to pages that are there", async () => {
    const text = await readFile(new URL(path, root), "utf8");
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
    const missing = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(new URL(link, new URL(path, root))));
    expect(missing).toEqual([]);
  });
});

test("the list of decisions names every decision, once", async () => {
  const list = await readFile(new URL("docs/adr/README.md", root), "utf8");
  const listed = [...list.matchAll(/\]\((\d{4}-[a-z0-9-]+\.md)\)/g)].map(([, name]) => name);
  const there = (await readdir(new URL("docs/adr/", root))).filter((name) => name !== "README.md");
  expect(listed).toEqual(there.toSorted());
});

test("the configuration file of the guide is accepted", async () => {
  const guide = await readFile(new URL("docs/guides/run-for-real.md", root), "utf8");
  const example = /```yaml\n(# steelyard\.yaml\n[\s\S]*?)```/.exec(guide)?.[1];
  const folder = await mkdtemp(join(tmpdir(), "steelyard-guide-"));
  try {
    const path = join(folder, "steelyard.yaml");
    await writeFile(path, example ?? "");
    const file = await readConfigFile(path);
    const config = loadConfig(allSections(await loadModules(undefined)), file, {});
    expect(config.get("default")).toMatchObject({ host: "conductor-1", enabledHardwareTypes: ["redfish", "ipmi"] });
    expect(config.get("conductor")).toMatchObject({ deployKernelByArch: { aarch64: expect.any(String) as string } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
