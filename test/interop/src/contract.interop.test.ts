import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { postgresDatabase } from "@steelyard/plugin-contract";
import { describe, expect, test } from "vitest";
import { runProgram } from "./run-program.js";
import { ServedConductor } from "./served-conductor.js";
import { runSteelyard } from "./steelyard-program.js";

const shared = resolve(process.env["STEELYARD_SHARED"] ?? join(import.meta.dirname, "../../../../shared"));
const contract = join(shared, "contract");
const isPresent = existsSync(join(contract, "run.mjs"));
const postgres = await postgresDatabase();
const isRequired = process.env["STEELYARD_REQUIRE_INTEROP"] === "1";
if (!isPresent && !isRequired) console.warn(`skipped: no recorded answers at ${contract} (STEELYARD_SHARED)`);

/** What the recorded server was: Ironic 21.4, which takes agents without TLS. */
const AS_RECORDED = {
  drivers: ["fake-hardware", "ipmi", "redfish", "manual-management"],
  config: { agent: { require_tls: false } },
};

/** Scenarios by what this release serves of them; deploy templates are not served yet. */
const PARTS = [
  { only: "^(chassis|conductors|heartbeat|lifecycle|node|ports|versions)", min: 97 },
  { only: "^(?!deploy-templates)", min: 95 },
] as const;

async function replay(url: string, { only, min }: (typeof PARTS)[number]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "steelyard-contract-"));
  try {
    const report = join(folder, "mismatches.txt");
    const args = [
      ...[join(contract, "run.mjs"), url, "--compare", join(contract, "golden"), "--report", report],
      ...["--accept-4xx-for-5xx", "--only", only, "--min", String(min)],
    ];
    const { code, stdout, stderr } = await runProgram(process.execPath, args, { timeoutMs: 240_000 });
    const mismatches = code === 0 ? "" : await readFile(report, "utf8").catch(() => "no report was written");
    expect(code, `${stdout}${stderr}\n${mismatches.slice(0, 20_000)}`).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!isPresent && !isRequired)("recorded answers of a real Ironic", () => {
  test.each(PARTS)("SQLite: $min % of $only", { timeout: 300_000 }, async (part) => {
    const served = await ServedConductor.start(AS_RECORDED);
    try {
      await replay(served.url, part);
    } finally {
      expect(await served.stop()).toBe(0);
    }
  });

  test("PostgreSQL", { timeout: 300_000 }, async ({ skip }) => {
    if (postgres === undefined) return skip();
    const { url: database } = postgres;
    const migration = await runSteelyard(["migrate", "--database", database]);
    expect(migration.code, migration.stderr).toBe(0);
    const served = await ServedConductor.start({ ...AS_RECORDED, database });
    try {
      await replay(served.url, PARTS[1]);
    } finally {
      expect(await served.stop()).toBe(0);
    }
  });
});
