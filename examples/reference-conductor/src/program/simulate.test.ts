import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type SimulateOptions, simulate } from "./simulate.js";

const BIN = fileURLToPath(new URL("../../bin/steelyard.js", import.meta.url));

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "simulate-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

function start(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [BIN, "simulate", ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const ended = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise((resolve) => child.once("close", (code) => resolve(code)));

/** The lines up to the last. */
async function linesOf(child: ChildProcessWithoutNullStreams): Promise<readonly Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(JSON.parse(line) as Record<string, unknown>);
    if (lines.at(-1)?.["event"] === "ready") return lines;
  }
  throw new Error(`it ended after ${lines.length} lines`);
}

test("tells every machine's address and credentials, serves until SIGTERM, and leaves nothing", async () => {
  const [artifacts, parent] = [await folder(), await folder()];
  const journal = join(parent, "journal");
  const child = start(
    ...["--machines", "5", "--protocol", "redfish,ipmi,redfish+ipmi", "--architecture", "x86_64,aarch64"],
    ...["--flavour", "generic,idrac", "--username", "root", "--password", "calvin"],
    ...["--artifacts", artifacts, "--journal", journal],
  );
  const lines = await linesOf(child);
  const column = (name: string) => lines.slice(0, 5).map((line) => line[name]);
  expect(column("protocol")).toEqual(["redfish", "ipmi", "redfish+ipmi", "redfish", "ipmi"]);
  expect(column("architecture")).toEqual(["x86_64", "aarch64", "x86_64", "aarch64", "x86_64"]);
  expect(column("flavour")).toEqual(["generic", "idrac", "generic", "idrac", "generic"]);
  expect(new Set(column("username"))).toEqual(new Set(["root"]));
  expect(new Set(column("uuid")).size).toBe(5);
  const { address, system_id, disks } = lines[3] as { address: string; system_id: string; disks: string[] };
  const authorization = `Basic ${Buffer.from("root:calvin").toString("base64")}`;
  const reset = await fetch(`${address}${system_id}/Actions/ComputerSystem.Reset`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ ResetType: "On" }),
  });
  expect(reset.status).toBe(204);
  expect(JSON.parse((await readFile(journal, "utf8")).split("\n")[0] ?? "")).toMatchObject({ effect: "power-request" });
  const ready = lines[5] as {
    artifacts: { images: Record<string, { url: string; sha256: string }>; kernels: Record<string, string> };
  };
  for (const { url, sha256 } of Object.values(ready.artifacts.images)) {
    const bytes = await readFile(fileURLToPath(url));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  }
  expect(Object.keys(ready.artifacts.kernels)).toEqual(["x86_64", "aarch64"]);
  child.kill("SIGTERM");
  expect(await ended(child)).toBe(0);
  expect(existsSync(disks[0] ?? "")).toBe(false);
});

test("a folder that was named keeps the disks", async () => {
  const kept = await folder();
  const child = start("--folder", kept);
  await linesOf(child);
  child.kill("SIGINT");
  expect(await ended(child)).toBe(0);
  expect(await readdir(kept)).toEqual(["machine-1-sda.img"]);
});

const OPTIONS: SimulateOptions = {
  machines: 1,
  protocol: ["redfish"],
  port: 0,
  flavour: ["generic"],
  architecture: ["x86_64"],
  seed: 1,
};

test.each<readonly [string, Partial<SimulateOptions>]>([
  ["--machines: a number from 1 on is needed", { machines: Number.NaN }],
  ["--protocol: telnet is none of redfish, ipmi", { protocol: ["redfish+telnet"] }],
  ["--flavour: acme is none of generic, idrac, ilo", { flavour: ["acme"] }],
  ["--architecture: vax is none of x86_64, aarch64", { architecture: ["vax"] }],
  ["--protocol: nothing is none of redfish, ipmi", { protocol: [] }],
  ["--port: 10 ports from 65530 on cannot be", { machines: 10, port: 65_530 }],
  ["--username and --password go together", { username: "root" }],
])("says %s", async (says, options) => {
  await expect(simulate({ ...OPTIONS, ...options })).rejects.toThrow(says);
});
