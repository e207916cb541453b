import { isBuiltin } from "node:module";
import { findPackage, isRelative, packageNameOf } from "../workspace/resolve.js";
import { dependenciesOf, type Package, type Violation, type Workspace } from "../workspace/workspace.js";

/** Packages that are used without being imported, with how. */
const USED_OTHERWISE: Readonly<Record<string, string>> = {
  "reflect-metadata": "imported for its effect by core/container",
};

/** What is imported is declared, where it belongs, and what is declared is used. */
export function dependencies(workspace: Workspace): readonly Violation[] {
  return workspace.packages.flatMap((each) => [...undeclared(workspace, each), ...unused(each)]);
}

function undeclared(workspace: Workspace, from: Package): readonly Violation[] {
  const runtime = dependenciesOf(from, "dependencies", "peerDependencies", "optionalDependencies");
  const all = new Set([
    ...runtime,
    ...dependenciesOf(from, "devDependencies"),
    ...Object.keys(workspace.root.devDependencies ?? {}),
  ]);
  return from.files.flatMap(({ path, uses, isTest }) =>
    uses.flatMap(({ specifier }): readonly Violation[] => {
      if (isRelative(specifier) || isBuiltin(specifier)) return [];
      const name = packageNameOf(specifier);
      const isOwn = name === from.manifest.name;
      if (isOwn || (isTest ? all : runtime).has(name)) return [];
      const why = `${name} is not among the ${isTest ? "" : "runtime "}dependencies of ${from.folder}/package.json`;
      return [{ file: path, rule: "declared dependencies", why }];
    }),
  );
}

function unused(from: Package): readonly Violation[] {
  const names = (isTest: boolean) =>
    new Set(
      from.files
        .filter((file) => file.isTest === isTest)
        .flatMap(({ uses, text }) => [
          ...uses.map(({ specifier }) => packageNameOf(specifier)),
          // require.resolve("name/file"), import.meta.resolve("name") and lists of modules to load.
          ...[...text.matchAll(/["']((?:@[\w.-]+\/)?[\w.-]+)(?:\/[\w./-]*)?["']/g)].map(([, name = ""]) => name),
        ]),
    );
  const inSources = names(false);
  const inTests = names(true);
  const file = `${from.folder}/package.json`;
  const wrong = (name: string, why: string): Violation => ({ file, rule: "used dependencies", why: `${name} ${why}` });
  return [
    ...[...dependenciesOf(from, "dependencies", "peerDependencies")].flatMap((name) => {
      if (inSources.has(name) || Object.hasOwn(USED_OTHERWISE, name)) return [];
      if (!inTests.has(name)) return [wrong(name, "is not used")];
      return from.manifest.private === true ? [] : [wrong(name, "is used by tests alone: a devDependency")];
    }),
    ...[...dependenciesOf(from, "devDependencies")].flatMap((name) => {
      if (name.startsWith("@types/") || inTests.has(name)) return [];
      return [wrong(name, inSources.has(name) ? "is used by sources: a dependency" : "is not used")];
    }),
  ];
}

/** TypeScript builds what a package depends on first: references are its workspace dependencies. */
export function references(workspace: Workspace): readonly Violation[] {
  const folders = workspace.packages.map(({ folder }) => folder);
  const missing = folders.filter((folder) => !workspace.references.includes(folder));
  return [
    ...missing.map((folder) => ({ file: "tsconfig.json", rule: "project references", why: `${folder} is not listed` })),
    ...workspace.packages.flatMap((each) => {
      const all = dependenciesOf(each, "dependencies", "peerDependencies", "devDependencies");
      const wanted = [...all].flatMap((name) => findPackage(workspace, name)?.folder ?? []);
      const file = `${each.folder}/tsconfig.json`;
      const rule = "project references";
      return [
        ...wanted
          .filter((folder) => !each.references.includes(folder))
          .map((folder) => ({ file, rule, why: `${folder} is a dependency and not referenced` })),
        ...each.references
          .filter((folder) => !wanted.includes(folder))
          .map((folder) => ({ file, rule, why: `${folder} is referenced and no dependency` })),
      ];
    }),
  ];
}

/** What a package does not export does not exist for others. */
export function privateFiles(workspace: Workspace): readonly Violation[] {
  const rule = "no private files of other packages";
  return workspace.packages.flatMap((from) =>
    from.files.flatMap(({ path, uses }) =>
      uses.flatMap(({ specifier }): readonly Violation[] => {
        if (isRelative(specifier)) {
          const depth = path.split("/").length - 3;
          const ups = specifier.split("/").filter((part) => part === "..").length;
          return ups > depth ? [{ file: path, rule, why: `${specifier} leaves the package` }] : [];
        }
        const to = findPackage(workspace, packageNameOf(specifier));
        if (to === undefined || isExported(to, specifier)) return [];
        return [{ file: path, rule, why: `${to.folder} does not export ${specifier}` }];
      }),
    ),
  );
}

function isExported({ manifest }: Package, specifier: string): boolean {
  const subpath = `.${specifier.slice(manifest.name.length)}`;
  return Object.keys((manifest["exports"] ?? {}) as object).some((key) => {
    if (!key.includes("*")) return key === subpath;
    const [before = "", after = ""] = key.split("*");
    return subpath.startsWith(before) && subpath.endsWith(after) && subpath.length > before.length + after.length;
  });
}
