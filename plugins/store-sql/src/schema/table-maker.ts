import type { Knex } from "knex";
import type { Scope } from "../database/scope.js";

/** Makes tables of columns given as `kind` (nullable) or `kind!`; every table has a numeric `id`. */
export function tableMaker({ db, dialect }: Scope) {
  const types = {
    sqlite: { text: "text", int: "integer", real: "real", bool: "integer", json: "text", time: "integer" },
    postgresql: {
      text: 'text collate "C"',
      int: "bigint",
      real: "double precision",
      bool: "boolean",
      json: "jsonb",
      time: "bigint",
    },
  } as const;
  return async (name: string, kinds: Readonly<Record<string, string>>): Promise<void> => {
    await (db as Knex).schema.createTable(name, (table) => {
      table.bigIncrements("id");
      for (const [column, kind] of Object.entries(kinds)) {
        const type = types[dialect][kind.replace("!", "") as keyof (typeof types)["sqlite"]];
        const made = table.specificType(column, type);
        if (kind.endsWith("!")) made.notNullable();
      }
    });
  };
}
