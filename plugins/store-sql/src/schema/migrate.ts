import { StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { MIGRATIONS } from "./migrations.js";

/** The version of the schema this program needs. @public */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** Any number that other programs on the database are unlikely to lock. */
const MIGRATION_LOCK = 5_710_331;

/** The version of the schema that is there; 0 for none. */
export async function schemaVersion(scope: Scope): Promise<number> {
  if (!(await run(scope.db.schema.hasTable("schema_version")))) return 0;
  const rows = (await run(scope.db("schema_version").select("version"))) as { version: number }[];
  return Number(rows[0]?.version ?? 0);
}

/** Brings the schema up to date; processes that do so at once take turns. @throws StoreError `SCHEMA_NEW` */
export async function migrate(root: Scope): Promise<void> {
  await root.transaction(async (scope) => {
    if (scope.dialect === "postgresql") await run(scope.db.raw("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK]));
    const version = await schemaVersion(scope);
    refuseNewer(version);
    for (const migration of MIGRATIONS.slice(version)) await run(migration(scope));
    if (version === 0) {
      await run(scope.db.schema.createTable("schema_version", (table) => table.integer("version").notNullable()));
      await run(scope.db("schema_version").insert({ version: SCHEMA_VERSION }));
    } else if (version < SCHEMA_VERSION) {
      await run(scope.db("schema_version").update({ version: SCHEMA_VERSION }));
    }
  });
}

/** @throws StoreError `SCHEMA_OLD`, `SCHEMA_NEW` */
export async function checkSchema(scope: Scope): Promise<void> {
  const version = await schemaVersion(scope);
  refuseNewer(version);
  if (version < SCHEMA_VERSION)
    throw new StoreError("SCHEMA_OLD", { value: String(version), reason: `this program needs ${SCHEMA_VERSION}` });
}

function refuseNewer(version: number): void {
  if (version > SCHEMA_VERSION)
    throw new StoreError("SCHEMA_NEW", { value: String(version), reason: `this program knows ${SCHEMA_VERSION}` });
}
