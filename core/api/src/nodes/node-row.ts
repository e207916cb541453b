import {
  INTERFACE_TYPES,
  type InterfaceNames,
  type InterfaceType,
  type JsonValue,
  type Node,
} from "@steelyard/interfaces";
import type { NodeChanges } from "@steelyard/runtime-interfaces";
import { INTERFACE_SINCE } from "./node-fields.js";

/** `boot_interface` → `boot`. */
const TYPE_OF: ReadonlyMap<string, InterfaceType> = new Map(INTERFACE_TYPES.map((type) => [`${type}_interface`, type]));

const columnOf = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Wire values → columns; the `*_interface` ones apart. */
export function toColumns(values: Readonly<Record<string, JsonValue>>): {
  readonly columns: Partial<Omit<NodeChanges, "interfaces" | "merge">>;
  readonly interfaces: Partial<InterfaceNames>;
} {
  const columns: Record<string, JsonValue> = {};
  const interfaces: Partial<Record<InterfaceType, string | null>> = {};
  for (const [name, value] of Object.entries(values)) {
    const type = TYPE_OF.get(name);
    if (type === undefined) columns[columnOf(name)] = value;
    else interfaces[type] = value as string | null;
  }
  return { columns: columns as Partial<Omit<NodeChanges, "interfaces" | "merge">>, interfaces };
}

/** The writable attributes of a node in wire form, secrets included; for patching only, never for answers. */
export function toDocument(node: Node, names: Iterable<string>): Record<string, JsonValue> {
  const document: Record<string, JsonValue> = {};
  for (const name of names) {
    const type = TYPE_OF.get(name);
    document[name] =
      type === undefined
        ? ((node as unknown as Record<string, JsonValue>)[columnOf(name)] ?? null)
        : node.interfaces[type];
  }
  return document;
}

/** Names of the interface types whose field the version knows. */
export const interfaceTypesOf = (minor: number): readonly InterfaceType[] =>
  INTERFACE_TYPES.filter((type) => INTERFACE_SINCE[type] <= minor);
