import { type DriverDefinition, INTERFACE_TYPES } from "@steelyard/interfaces";
import { DEFAULT_CONFIG } from "../config/program-config.js";
import { PENDING_HARDWARE_TYPES } from "../program/enabled.js";
import { code, page, table, version } from "./markdown.js";
import { PENDING_BEHAVIOUR, PENDING_ENDPOINTS } from "./pending.js";

/** `pending.md`: what Ironic's users expect and is not built yet. */
export function pendingPage(drivers: readonly DriverDefinition[]): string {
  return page(
    "Pending",
    "What clients of the Bare Metal API may expect and is not built yet, and what happens today.",
    "## Endpoints",
    "They answer 404, as any path that does not exist.",
    table(
      ["what", "since", "endpoints"],
      PENDING_ENDPOINTS.map(({ what, since, endpoints }) => [what, version(since), endpoints.map(code).join(", ")]),
    ),
    "## Hardware types",
    "Asking for one in `[default] enabled_hardware_types` logs a warning, and the conductor starts without it.",
    table(["hardware type"], [...PENDING_HARDWARE_TYPES].filter((name) => !typesOf(drivers).has(name)).map(toRow)),
    "## Implementations",
    "Named by a hardware type or by the defaults of the configuration, and contributed by no driver. A node that asks for " +
      "one is refused, as for any implementation that is not enabled.",
    table(["interface", "implementations"], missingImplementations(drivers)),
    "## Behaviour",
    table(
      ["what", "today"],
      PENDING_BEHAVIOUR.map(({ what, today }) => [what, today]),
    ),
  );
}

function missingImplementations(drivers: readonly DriverDefinition[]): readonly (readonly string[])[] {
  const options = DEFAULT_CONFIG.options as unknown as Readonly<Record<string, { readonly default: unknown }>>;
  return INTERFACE_TYPES.flatMap((type) => {
    const enabled = options[`enabled${type[0]?.toUpperCase()}${type.slice(1)}Interfaces`]!.default;
    const named = drivers.flatMap(({ hardwareTypes }) => hardwareTypes.flatMap((each) => each.interfaces[type] ?? []));
    const there = new Set(drivers.flatMap(({ bindings }) => bindings.filter((each) => each.type === type)).map(nameOf));
    const missing = [...new Set([...named, ...(enabled as readonly string[])])]
      .filter((name) => !there.has(name) && name !== "noop" && name !== `no-${type}`)
      .toSorted();
    return missing.length === 0 ? [] : [[type, missing.map(code).join(", ")]];
  });
}

function typesOf(drivers: readonly DriverDefinition[]): ReadonlySet<string> {
  return new Set(drivers.flatMap(({ hardwareTypes }) => hardwareTypes.map(nameOf)));
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function toRow(name: string): readonly string[] {
  return [code(name)];
}
