import { AgentError } from "../agent-error.js";
import type { HardwareDisk } from "../hardware/hardware-port.js";
import { type InventoryDisk, inventoryDisk } from "../hardware/inventory.js";
import type { JsonObject } from "../json.js";

const GIB = 1024 ** 3;
const HINTS = {
  size: "number",
  model: "text",
  wwn: "text",
  serial: "text",
  vendor: "text",
  wwn_with_extension: "text",
  wwn_vendor_extension: "text",
  name: "text",
  rotational: "flag",
  hctl: "text",
  by_path: "text",
  tran: "text",
} as const satisfies Partial<Record<keyof InventoryDisk, "number" | "text" | "flag">>;
type Hint = keyof typeof HINTS;

type Compare = (found: string, wanted: readonly string[]) => boolean;
const numbers =
  (holds: (found: number, wanted: number) => boolean): Compare =>
  (found, [wanted = ""]) =>
    holds(Number(found), Number(wanted));
const texts =
  (holds: (found: string, wanted: string) => boolean): Compare =>
  (found, [wanted = ""]) =>
    holds(found, wanted);

/** Operators; `=` means at least. Source: oslo.utils `specs_matcher.py`. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  "<all-in>": (found, wanted) => wanted.every((each) => found.includes(each)),
  "<in>": texts((found, wanted) => found.includes(wanted)),
  "<or>": (found, wanted) => wanted.includes(found),
  "s==": texts((found, wanted) => found === wanted),
  "s!=": texts((found, wanted) => found !== wanted),
  "s>=": texts((found, wanted) => found >= wanted),
  "s<=": texts((found, wanted) => found <= wanted),
  "s>": texts((found, wanted) => found > wanted),
  "s<": texts((found, wanted) => found < wanted),
  "==": numbers((found, wanted) => found === wanted),
  "!=": numbers((found, wanted) => found !== wanted),
  ">=": numbers((found, wanted) => found >= wanted),
  "<=": numbers((found, wanted) => found <= wanted),
  "=": numbers((found, wanted) => found >= wanted),
  ">": numbers((found, wanted) => found > wanted),
  "<": numbers((found, wanted) => found < wanted),
};
const TRUE = ["1", "t", "true", "on", "y", "yes"];

/**
 * Disks that all hints fit, in their order. Texts are compared without case; sizes are GiB.
 *
 * @remarks Source: ironic-python-agent `device_hints.py`.
 * @throws AgentError `DeviceNotFound` when there is no hint of this name
 */
export function disksMatching(disks: readonly HardwareDisk[], hints: JsonObject): readonly HardwareDisk[] {
  const unknown = Object.keys(hints).filter((name) => !(name in HINTS));
  if (unknown.length > 0)
    throw new AgentError(
      "DeviceNotFound",
      `No devices could be found using the root device hints ${JSON.stringify(hints)} because they failed to validate. Error: The hints "${unknown.join(", ")}" are invalid.`,
    );
  return disks.filter((disk) => {
    const facts = inventoryDisk(disk);
    return Object.entries(hints).every(([name, wanted]) => fits(facts, name as Hint, wanted));
  });
}

function fits(facts: InventoryDisk, hint: Hint, wanted: unknown): boolean {
  const found = facts[hint];
  if (found === null) return false;
  const kind = HINTS[hint];
  if (kind === "flag") return found === TRUE.includes(String(wanted).toLowerCase());
  const shown = hint === "size" ? String((found as number) / GIB) : String(found).toLowerCase();
  const { compare, values } = expressionOf(String(wanted).trim().toLowerCase(), kind === "number" ? "==" : "s==");
  return compare(shown, values);
}

function expressionOf(text: string, otherwise: string): { readonly compare: Compare; readonly values: string[] } {
  const operator = Object.keys(OPERATORS).find((each) => text.startsWith(each));
  const values = operator === undefined ? [text] : text.split(operator).filter((each) => each.trim() !== "");
  const compare = OPERATORS[operator ?? otherwise] as Compare;
  return { compare, values: values.map((each) => each.trim()) };
}
