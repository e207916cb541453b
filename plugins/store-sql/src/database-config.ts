import { defineConfig, OPTION } from "@steelyard/interfaces";

/** Section `database`. @public */
export interface DatabaseConfig {
  readonly connection: string;
  readonly poolSize: number;
}

/** @public */
export const DATABASE_CONFIG = defineConfig<DatabaseConfig>("database", {
  connection: {
    summary: "URL of the database: `sqlite::memory:`, `sqlite:PATH` or `postgres://…`.",
    schema: OPTION.text,
    default: "sqlite:steelyard.sqlite",
    isSecret: true,
  },
  poolSize: {
    summary: "Connections to PostgreSQL that one process holds.",
    schema: { type: "integer", minimum: 2 },
    default: 10,
  },
});
