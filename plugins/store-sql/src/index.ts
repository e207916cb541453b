export type { DatabaseConfig } from "./database-config.js";
export { DATABASE_CONFIG } from "./database-config.js";
export { SCHEMA_VERSION } from "./schema/migrate.js";
export type { SqlStoreOptions } from "./sql-store.js";
export { createSqlStore } from "./sql-store.js";
