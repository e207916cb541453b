import type { JsonObject, JsonValue, NodeTask } from "@steelyard/interfaces";

/** `driver_internal_info` key of what a fake machine remembers. */
export const FACTS = "fake";

/** What the fake machine of a node remembers under `name`; rows, so every process sees the same machine. */
export function factOf<T extends JsonValue>(task: Pick<NodeTask, "node">, name: string, otherwise: T): T {
  const facts = task.node.driverInternalInfo[FACTS] as JsonObject | undefined;
  return (facts?.[name] ?? otherwise) as T;
}

/** Remembers a fact. */
export async function remember(task: NodeTask, name: string, value: JsonValue): Promise<void> {
  task.assertOwned();
  const facts = (task.node.driverInternalInfo[FACTS] ?? {}) as JsonObject;
  await task.update({ driverInternalInfo: { set: { [FACTS]: { ...facts, [name]: value } } } });
}
