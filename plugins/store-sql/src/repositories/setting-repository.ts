import type { SettingStore } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";

export function settingRepository(scope: Scope): SettingStore {
  const get = async (name: string): Promise<string | undefined> => {
    const rows = (await run(scope.db("settings").select("value").where({ name }))) as Row[];
    return rows[0]?.["value"] as string | undefined;
  };
  return {
    get,
    async putIfAbsent(name, value) {
      await run(scope.db("settings").insert({ name, value }).onConflict("name").ignore());
      return (await get(name)) as string;
    },
  };
}
