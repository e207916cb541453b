import { DriverError, type JsonValue, type Node } from "@steelyard/interfaces";

/** Source: Ironic `ironic.common.utils.VALID_ROOT_DEVICE_HINTS`. */
const HINTS: Readonly<Record<string, "text" | "size" | "boolean">> = {
  size: "size",
  model: "text",
  wwn: "text",
  serial: "text",
  vendor: "text",
  wwn_with_extension: "text",
  wwn_vendor_extension: "text",
  name: "text",
  rotational: "boolean",
  hctl: "text",
  by_path: "text",
};

/** Source: oslo.utils `specs_matcher`. */
const OPERATOR = /^(<in>|<or>|<all-in>|<range-in>|=|==|!=|>=|<=|>|<|s==|s!=|s<|s<=|s>|s>=)\s+/;
const BOOLEANS = new Set(["true", "false", "yes", "no", "on", "off", "1", "0", "t", "f", "y", "n"]);

/**
 * Checks the hints by which the agent picks the disk: `instance_info/root_device`, else `properties/root_device`.
 *
 * @throws DriverError `INVALID_PARAMETER`
 */
export function validateRootDeviceHints(node: Node): void {
  const field = node.instanceInfo["root_device"] ? "instance_info" : "properties";
  const hints = node.instanceInfo["root_device"] || node.properties["root_device"];
  if (!hints) return;
  const refuse = (why: string) => new DriverError("INVALID_PARAMETER", { reason: `${field}/root_device ${why}.` });
  if (typeof hints !== "object" || Array.isArray(hints)) throw refuse("is not an object");
  for (const [name, value] of Object.entries(hints)) {
    const kind = Object.hasOwn(HINTS, name) ? HINTS[name] : undefined;
    if (kind === undefined) throw refuse(`has the unknown hint ${name}; known are ${Object.keys(HINTS).join(", ")}`);
    const problem = problemOf(kind, value as JsonValue);
    if (problem !== undefined) throw refuse(`has a hint ${name} that ${problem}`);
  }
}

function problemOf(kind: "text" | "size" | "boolean", value: JsonValue): string | undefined {
  const text = String(value).trim().toLowerCase();
  if (text === "") return "is empty";
  switch (kind) {
    case "text":
      return typeof value === "string" ? undefined : "is not a text";
    case "boolean":
      return BOOLEANS.has(text) ? undefined : "is not a boolean";
    case "size": {
      const operator = OPERATOR.exec(text)?.[1];
      if (operator === "<range-in>") return undefined;
      const values = text.split(operator ?? " ").filter((part) => part.trim() !== "");
      return values.every((part) => /^[1-9]\d*$/.test(part.trim()))
        ? undefined
        : "is not a whole number of GiB above 0";
    }
  }
}
