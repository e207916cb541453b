import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import type { MachineFileRecord, MachineFileStore } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row } from "../rows/columns.js";
import { lockedNodeRow } from "./node-lock.js";

const COLUMNS = columns({ nodeUuid: "text", name: "text", description: "json", createdAt: "time" });

const read = (row: Row): MachineFileRecord => ({
  id: row["file_id"] as string,
  ...fromRow<Omit<MachineFileRecord, "id">>(COLUMNS, row),
});

export function machineFileRepository(scope: Scope): MachineFileStore {
  const { db } = scope;
  const find = async (tx: Scope, where: Row): Promise<MachineFileRecord | undefined> => {
    const rows = (await run(tx.db("machine_files").where(where))) as Row[];
    return rows[0] === undefined ? undefined : read(rows[0]);
  };
  const remove = async (tx: Scope, record: MachineFileRecord): Promise<void> => {
    await run(tx.db("boot_scripts").where({ file_id: record.id }).delete());
    await run(tx.db("machine_files").where({ file_id: record.id }).delete());
  };
  return {
    put: (nodeUuid, name, description) =>
      scope.transaction(async (tx) => {
        await lockedNodeRow(tx, nodeUuid);
        const known = await find(tx, { node_uuid: nodeUuid, name });
        if (known !== undefined && isDeepStrictEqual(known.description, description)) return known;
        if (known !== undefined) await remove(tx, known);
        const id = randomBytes(24).toString("base64url");
        await run(
          tx.db("machine_files").insert({
            file_id: id,
            node_uuid: nodeUuid,
            name,
            description: JSON.stringify(description),
            created_at: tx.db.raw(tx.nowSql),
          }),
        );
        const scripts = macAddresses(description).map((mac) => ({ mac_address: mac, file_id: id }));
        if (scripts.length > 0) await run(tx.db("boot_scripts").insert(scripts));
        return (await find(tx, { file_id: id })) as MachineFileRecord;
      }),
    get: (id) => find(scope, { file_id: id }),
    async bootScriptFor(macAddress) {
      const rows = (await run(
        db("boot_scripts as s")
          .join("machine_files as f", "f.file_id", "s.file_id")
          .where("s.mac_address", macAddress)
          .orderBy("f.id", "desc")
          .limit(1)
          .select("f.*"),
      )) as Row[];
      return rows[0] === undefined ? undefined : read(rows[0]);
    },
    delete: (nodeUuid, name) =>
      scope.transaction(async (tx) => {
        const known = await find(tx, { node_uuid: nodeUuid, name });
        if (known !== undefined) await remove(tx, known);
      }),
  };
}

function macAddresses(description: JsonObject): readonly string[] {
  const { kind, macAddresses: list } = description as { kind?: JsonValue; macAddresses?: JsonValue };
  if (kind !== "ipxe-script" || !Array.isArray(list)) return [];
  return [...new Set((list as readonly JsonValue[]).map((mac) => String(mac).toLowerCase()))];
}
