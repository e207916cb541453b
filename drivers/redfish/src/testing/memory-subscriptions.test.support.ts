import type { JsonObject } from "@steelyard/interfaces";
import type { ScriptedBmc } from "./scripted-bmc.test.support.js";

export const SUBSCRIPTIONS = "/redfish/v1/EventService/Subscriptions";

/** An event service that keeps subscriptions. `Location` alone tells of a new one, as iLO does. */
export function memorySubscriptions(bmc: ScriptedBmc, ids: readonly string[] = []): void {
  let created = 0;
  bmc.tree.set("/redfish/v1/EventService", {
    EventTypesForSubscription: ["Alert", "StatusChange"],
    Subscriptions: { "@odata.id": SUBSCRIPTIONS },
  });
  const list = (): void => {
    const known = [...bmc.tree.keys()].filter((path) => path.startsWith(`${SUBSCRIPTIONS}/`));
    bmc.tree.set(SUBSCRIPTIONS, { "@odata.id": SUBSCRIPTIONS, Members: known.map((path) => ({ "@odata.id": path })) });
  };
  const add = (id: string, body: JsonObject): string => {
    const path = `${SUBSCRIPTIONS}/${id}`;
    bmc.tree.set(path, { Id: id, ...body });
    bmc.on(`DELETE ${path}`, () => {
      if (!bmc.tree.delete(path)) return undefined;
      list();
      return { status: 204 };
    });
    list();
    return path;
  };
  list();
  for (const id of ids) add(id, { Destination: "https://192.0.2.1/x", Context: "", Protocol: "Redfish" });
  bmc.on(`POST ${SUBSCRIPTIONS}`, ({ json }) => {
    created += 1;
    return { status: 201, headers: { location: add(`new-${created}`, json as JsonObject) } };
  });
}
