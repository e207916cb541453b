import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type SourceFile, sourceFile } from "./source-file.js";

/** What a package is for; the top folder it lies in. */
export type Layer = "interfaces" | "core" | "drivers" | "plugins" | "examples" | "test";

export const LAYERS: readonly Layer[] = ["interfaces", "core", "drivers", "plugins", "examples", "test"];

/** The parts of a `package.json` that rules look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly [key: string]: unknown;
}

/** A package of the workspace. */
export interface Package {
  /** From the root, e.g. `core/api`. */
  readonly folder: string;
  readonly layer: Layer;
  readonly manifest: Manifest;
  /** Folders its `tsconfig.json` references, from the root. */
  readonly references: readonly string[];
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  readonly files: readonly SourceFile[];
}

export interface Workspace {
  readonly root: Manifest & { readonly devDependencies?: Readonly<Record<string, string>> };
  /** Folders that the root `tsconfig.json` references. */
  readonly references: readonly string[];
  readonly packages: readonly Package[];
}

/** A rule that is broken, and where. */
export interface Violation {
  readonly file: string;
  readonly rule: string;
  readonly why: string;
}

/** The packages named in one of the fields of a manifest. */
export function dependenciesOf(
  { manifest }: Pick<Package, "manifest">,
  ...fields: readonly ("dependencies" | "peerDependencies" | "devDependencies" | "optionalDependencies")[]
): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => Object.keys((manifest[field] ?? {}) as object)));
}

/** Reads the workspace this file belongs to. */
export function readWorkspace(root = fileURLToPath(new URL("../../../..", import.meta.url))): Workspace {
  return {
    root: readJson(join(root, "package.json")) as Workspace["root"],
    references: referencesOf(readJson(join(root, "tsconfig.json")), ""),
    packages: LAYERS.flatMap((layer) =>
      readdirSync(join(root, layer), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, layer, entry.name, "package.json")))
        .map((entry) => readPackage(root, layer, `${layer}/${entry.name}`)),
    ),
  };
}

function readPackage(root: string, layer: Layer, folder: string): Package {
  const tsconfig = readJson(join(root, folder, "tsconfig.json"));
  return {
    folder,
    layer,
    manifest: readJson(join(root, folder, "package.json")) as unknown as Manifest,
    references: referencesOf(tsconfig, folder),
    compilerOptions: (tsconfig["compilerOptions"] ?? {}) as Record<string, unknown>,
    files: ["src", "bin"].flatMap((name) => readFiles(root, `${folder}/${name}`)),
  };
}

function readFiles(root: string, folder: string): readonly SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "fixtures" ? [] : readFiles(root, path);
    return /\.(ts|js|mjs)$/.test(entry.name) ? [sourceFile(path, readFileSync(join(root, path), "utf8"))] : [];
  });
}

function referencesOf(tsconfig: Readonly<Record<string, unknown>>, folder: string): readonly string[] {
  const references = (tsconfig["references"] ?? []) as readonly { readonly path: string }[];
  return references.map(({ path }) => join(folder, path).replace(/\/$/, ""));
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
}
