import type { Scope } from "../database/scope.js";
import { tableMaker } from "./table-maker.js";

/** Sessions at BMCs, which a successor reuses. */
export async function bmcSessions(scope: Scope): Promise<void> {
  await tableMaker(scope)("bmc_sessions", {
    account_key: "text!",
    sealed: "text!",
    conductor: "text!",
    updated_at: "time!",
  });
  await scope.db.raw("create unique index bmc_sessions__account_key on bmc_sessions (account_key)");
}
