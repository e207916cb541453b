import type { BiosSetting, FirmwareComponent, JsonObject } from "@steelyard/interfaces";
import type { NodeDataStore, Stored } from "@steelyard/runtime-interfaces";
import { nowMs, run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";

const iso = (value: unknown) => (value === null ? null : new Date(Number(value)).toISOString());
const json = <T>(value: unknown): T => (typeof value === "string" ? JSON.parse(value) : value) as T;

/** Object keys in order, so that equal settings are equal texts. */
const text = (value: object) =>
  JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));

export function nodeDataRepository(scope: Scope): NodeDataStore {
  const { db } = scope;
  return {
    saveBiosSettings: (nodeUuid, settings) =>
      scope.transaction(async (tx) => {
        const now = await nowMs(tx);
        const rows = (await run(tx.db("bios_settings").where({ node_uuid: nodeUuid }))) as Row[];
        const known = new Map(rows.map((row) => [row["name"] as string, row]));
        for (const setting of settings) {
          const row = known.get(setting.name);
          known.delete(setting.name);
          if (row === undefined)
            await run(
              tx
                .db("bios_settings")
                .insert({ node_uuid: nodeUuid, name: setting.name, setting: text(setting), created_at: now }),
            );
          else if (text(json<BiosSetting>(row["setting"])) !== text(setting))
            await run(
              tx
                .db("bios_settings")
                .where({ id: Number(row["id"]) })
                .update({ setting: text(setting), updated_at: now }),
            );
        }
        if (known.size > 0)
          await run(
            tx
              .db("bios_settings")
              .where({ node_uuid: nodeUuid })
              .whereIn("name", [...known.keys()])
              .delete(),
          );
      }),
    async biosSettings(nodeUuid) {
      const rows = (await run(db("bios_settings").where({ node_uuid: nodeUuid }).orderBy("name"))) as Row[];
      return rows.map((row) => ({
        ...json<BiosSetting>(row["setting"]),
        createdAt: iso(row["created_at"]) as string,
        updatedAt: iso(row["updated_at"]),
      }));
    },
    saveFirmwareComponents: (nodeUuid, components) =>
      scope.transaction(async (tx) => {
        const now = await nowMs(tx);
        const rows = (await run(tx.db("firmware_components").where({ node_uuid: nodeUuid }))) as Row[];
        const known = new Map(rows.map((row) => [row["component"] as string, row]));
        for (const { component, currentVersion } of components) {
          const row = known.get(component);
          known.delete(component);
          if (row === undefined)
            await run(
              tx.db("firmware_components").insert({
                node_uuid: nodeUuid,
                component,
                current_version: currentVersion,
                initial_version: currentVersion,
                created_at: now,
              }),
            );
          else if (row["current_version"] !== currentVersion)
            await run(
              tx
                .db("firmware_components")
                .where({ id: Number(row["id"]) })
                .update({ current_version: currentVersion, last_version_flashed: currentVersion, updated_at: now }),
            );
        }
        if (known.size > 0)
          await run(
            tx
              .db("firmware_components")
              .where({ node_uuid: nodeUuid })
              .whereIn("component", [...known.keys()])
              .delete(),
          );
      }),
    async firmwareComponents(nodeUuid) {
      const rows = (await run(db("firmware_components").where({ node_uuid: nodeUuid }).orderBy("component"))) as Row[];
      return rows.map(
        (
          row,
        ): Stored<
          FirmwareComponent & { readonly initialVersion: string | null; readonly lastVersionFlashed: string | null }
        > => ({
          component: row["component"] as string,
          currentVersion: row["current_version"] as string | null,
          initialVersion: row["initial_version"] as string | null,
          lastVersionFlashed: row["last_version_flashed"] as string | null,
          createdAt: iso(row["created_at"]) as string,
          updatedAt: iso(row["updated_at"]),
        }),
      );
    },
    async saveInspectionData(nodeUuid, { inventory, pluginData }) {
      const row = { inventory: JSON.stringify(inventory), plugin_data: JSON.stringify(pluginData) };
      await run(
        db("inspection_data")
          .insert({ node_uuid: nodeUuid, ...row })
          .onConflict("node_uuid")
          .merge(row),
      );
    },
    async inspectionData(nodeUuid) {
      const rows = (await run(db("inspection_data").where({ node_uuid: nodeUuid }))) as Row[];
      const row = rows[0];
      return row === undefined
        ? undefined
        : { inventory: json<JsonObject>(row["inventory"]), pluginData: json<JsonObject>(row["plugin_data"]) };
    },
  };
}
