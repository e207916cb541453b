import type { Scope } from "../database/scope.js";
import { initialSchema } from "./0001-initial-schema.js";
import { bmcSessions } from "./0002-bmc-sessions.js";

/** Migrations in order; an entry is never changed once released. */
export const MIGRATIONS: readonly ((scope: Scope) => Promise<void>)[] = [initialSchema, bmcSessions];
