import { posix } from "node:path";
import type { Package, Workspace } from "./workspace.js";

/** The package a bare specifier names: `ajv/dist/2020.js` is `ajv`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

export function isRelative(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../") || specifier === "." || specifier === "..";
}

/** The source file a relative specifier names. */
export function resolveRelative(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

/** The workspace package of that name. */
export function findPackage({ packages }: Workspace, name: string): Package | undefined {
  return packages.find(({ manifest }) => manifest.name === name);
}
