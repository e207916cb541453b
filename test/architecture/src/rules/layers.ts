import { findPackage, packageNameOf } from "../workspace/resolve.js";
import type { Layer, Package, Violation, Workspace } from "../workspace/workspace.js";

const RULE = "layers";

/** Suites and simulators that other packages' tests run; they are published. */
const SUITES = ["test/driver-contract", "test/plugin-contract", "test/bmc-simulator"];

/** What a file may import of the workspace. Source: STYLE §2. */
const MAY_IMPORT: Readonly<Record<Exclude<Layer, "test" | "examples">, readonly Layer[]>> = {
  interfaces: ["interfaces"],
  core: ["interfaces", "core"],
  drivers: ["interfaces", "drivers"],
  plugins: ["interfaces"],
};

/** Imports against the layers, each with the reason that makes it right. */
export const LAYER_EXCEPTIONS: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  {
    from: "plugins/images",
    to: "plugins/iso9660",
    because: "iso9660 is a file format without a service of its own; no contract could stand between.",
  },
  {
    from: "test/bmc-simulator",
    to: "plugins/iso9660",
    because:
      "The simulator makes boot media and disk images for tests with it; what a machine boots it reads with own code.",
  },
];
/** The same, for tests and what only tests use. */
export const TEST_EXCEPTIONS: typeof LAYER_EXCEPTIONS = [];

/** Where injection is the container's own business. */
const CONTAINER_ONLY = ["tsyringe", "reflect-metadata"];

export function layers(workspace: Workspace): readonly Violation[] {
  return workspace.packages.flatMap((from) =>
    from.files.flatMap((file) =>
      file.uses.flatMap(({ specifier }): readonly Violation[] => {
        const name = packageNameOf(specifier);
        if (CONTAINER_ONLY.includes(name) && from.folder !== "core/container")
          return [{ file: file.path, rule: RULE, why: `only core/container imports ${name}` }];
        const to = findPackage(workspace, name);
        if (to === undefined || to === from || mayImport(from, to, file.isTest)) return [];
        return [{ file: file.path, rule: RULE, why: `${from.folder} may not import ${to.folder}` }];
      }),
    ),
  );
}

function mayImport(from: Package, to: Package, isTest: boolean): boolean {
  const exceptions = isTest ? [...LAYER_EXCEPTIONS, ...TEST_EXCEPTIONS] : LAYER_EXCEPTIONS;
  if (exceptions.some((each) => each.from === from.folder && each.to === to.folder)) return true;
  if (isTest && SUITES.includes(to.folder)) return true;
  if (SUITES.includes(from.folder)) return to.layer === "interfaces";
  // A program may show the driver that the next folder shows how to write; neither is published.
  if (from.layer === "examples" && to.layer === "examples") return true;
  if (from.layer === "test" || from.layer === "examples") return to.manifest.private !== true;
  return MAY_IMPORT[from.layer].includes(to.layer);
}

/** An exception that nothing needs any more. */
export function staleLayerExceptions(workspace: Workspace): readonly Violation[] {
  return [...LAYER_EXCEPTIONS, ...TEST_EXCEPTIONS]
    .filter(({ from, to }) => {
      const name = workspace.packages.find(({ folder }) => folder === to)?.manifest.name;
      const users = workspace.packages.find(({ folder }) => folder === from)?.files ?? [];
      return !users.some(({ uses }) => uses.some(({ specifier }) => packageNameOf(specifier) === name));
    })
    .map(({ from, to }) => ({ file: from, rule: RULE, why: `the exception for ${to} is not needed` }));
}
