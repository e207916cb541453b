import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AGENT_CONFIG, CONDUCTOR_CONFIG, type ConfigSection, DEPLOY_CONFIG } from "@steelyard/interfaces";
import { DATABASE_CONFIG } from "@steelyard/store-sql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "./config-error.js";
import { readConfigFile } from "./config-file.js";
import { loadConfig, sectionOf } from "./load-config.js";
import { API_CONFIG } from "./program-config.js";
import { shownConfig } from "./shown-config.js";

const SECTIONS = [
  API_CONFIG,
  DATABASE_CONFIG,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  AGENT_CONFIG,
] as unknown as readonly ConfigSection<object>[];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "steelyard-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(text: string) {
  const path = join(folder, "steelyard.yaml");
  await writeFile(path, text);
  return readConfigFile(path);
}

/** What is wrong, without the folder. */
async function problems(text: string, environment: Record<string, string> = {}): Promise<readonly string[]> {
  try {
    loadConfig(SECTIONS, await file(text), environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((each) => each.replace(`${folder}/`, ""));
  }
  throw new Error("nothing was wrong");
}

describe("the configuration", () => {
  test("takes defaults, then the file, then the environment, then the command line", async () => {
    const text = "api: {port: 1, max_limit: 10}\nconductor:\n  deploy_kernel_by_arch: {x86_64: file:///k}\n";
    const environment = { STEELYARD_API__MAX_LIMIT: "20", STEELYARD_DEPLOY__FILE_URL_ALLOWED_PATHS: "/a, /b" };
    const config = loadConfig(SECTIONS, await file(text), environment, { api: { port: 3 } });
    expect(sectionOf(config, API_CONFIG)).toMatchObject({ port: 3, maxLimit: 20, hostIp: "127.0.0.1" });
    expect(sectionOf(config, CONDUCTOR_CONFIG).deployKernelByArch).toEqual({ x86_64: "file:///k" });
    expect(sectionOf(config, DEPLOY_CONFIG).fileUrlAllowedPaths).toEqual(["/a", "/b"]);
  });

  test("names every wrong key with its line", async () => {
    const text = "api:\n  port: 70000\n  prot: 1\nconductr: {}\ndeploy:\n  default_boot_mode: legacy\n";
    expect(await problems(text)).toEqual([
      "steelyard.yaml:3: section api has no option prot",
      expect.stringMatching(/^steelyard\.yaml:4: there is no section conductr; there are: /),
      expect.stringMatching(/^steelyard\.yaml:2: api\.port must be <= 65535/),
      expect.stringMatching(/^steelyard\.yaml:6: deploy\.default_boot_mode must be equal to one of.*uefi, bios/),
    ]);
  });

  test("names a wrong environment variable, and one that means nothing", async () => {
    expect(await problems("{}", { STEELYARD_API__PORT: "http", STEELYARD_API__PROT: "1" })).toEqual([
      "STEELYARD_API__PROT: there is no such option",
      expect.stringMatching(/^STEELYARD_API__PORT: api\.port must be integer/),
    ]);
  });

  test.each([
    ["broken YAML", "api: {port: 1", /steelyard\.yaml:\d+: /],
    ["a key given twice", "api:\n  port: 1\n  port: 2\n", /steelyard\.yaml:3: /],
    ["a list", "- api\n", /steelyard\.yaml:1: must be a map of sections/],
    ["a section that is no map", "api: 1\n", /steelyard\.yaml:1: api must be a map of options/],
  ])("refuses %s by file and line", async (_, text, expected) => {
    expect((await problems(text).catch((error: unknown) => [String(error)])).join("\n")).toMatch(expected);
  });

  test("is shown as the file spells it, without passwords", async () => {
    const connection = "postgres://steelyard:s3cret@db.example/steelyard?sslpassword=hidden";
    const config = loadConfig(SECTIONS, await file(`database: {connection: "${connection}"}`), {});
    const shown = JSON.stringify(shownConfig(SECTIONS, config));
    expect(shown).toContain("db.example");
    expect(shown).toContain('"file_url_allowed_paths":[]');
    expect(shown).not.toMatch(/s3cret|hidden/);
  });

  test("does not tell a wrong secret", async () => {
    expect((await problems("database: {connection: [s3cret]}")).join()).not.toContain("s3cret");
  });
});
