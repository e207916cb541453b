import { isStoreError, StoreError } from "@steelyard/runtime-interfaces";

const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08000",
  "08003",
  "08006",
  "40001",
  "40P01",
]);

/**
 * What a database error is to users of a store. knex puts the bound values into its messages, so nothing of a message is kept
 * but the name of a constraint.
 */
export function asStoreError(error: unknown): unknown {
  if (isStoreError(error)) return error;
  const {
    code,
    constraint,
    table,
    message = "",
  } = error as {
    code?: string;
    constraint?: string;
    table?: string;
    message?: string;
  };
  if (typeof code !== "string") {
    if (/Timeout acquiring a connection|Connection terminated|Unable to acquire|timeout expired/i.test(message))
      return new StoreError("UNAVAILABLE", { reason: "no connection" });
    return error;
  }
  if (code === "23505") return duplicate(table ?? "row", fieldOfIndex(constraint ?? ""));
  if (/UNIQUE constraint failed: (\w+)\.(\w+)/.test(message)) {
    const [, ofTable = "row", field = ""] = /UNIQUE constraint failed: (\w+)\.(\w+)/.exec(message) ?? [];
    return duplicate(ofTable, field);
  }
  if (code === "23503" || /FOREIGN KEY constraint failed/.test(message)) return new StoreError("IN_USE", {});
  if (UNAVAILABLE_CODES.has(code) || code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_IOERR"))
    return new StoreError("UNAVAILABLE", { reason: code });
  return new Error(`the database refused a statement (code ${code})`);
}

/** Unique indexes are named `<table>__<column>`. */
function fieldOfIndex(constraint: string): string {
  return constraint.split("__")[1] ?? constraint;
}

const RESOURCES: Readonly<Record<string, string>> = {
  nodes: "node",
  ports: "port",
  portgroups: "portgroup",
  chassis: "chassis",
  actions: "action",
};

function duplicate(table: string, field: string): StoreError {
  return new StoreError("DUPLICATE", { resource: RESOURCES[table] ?? table, field });
}
