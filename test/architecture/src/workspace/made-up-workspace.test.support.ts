import { sourceFile } from "./source-file.js";
import type { Layer, Package, Workspace } from "./workspace.js";

/** What a test says of a package; everything else is as it should be. */
export interface MadeUpPackage {
  /** Path below the package → text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Default: the folders of its workspace dependencies. */
  readonly references?: readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** A workspace of packages by folder; `core/api` is called `@steelyard/api`, and depends on what its files use. */
export function madeUpWorkspace(
  packages: Readonly<Record<string, MadeUpPackage>>,
  root: Partial<Pick<Workspace, "root" | "references">> = {},
): Workspace {
  const folders = Object.keys(packages);
  return {
    root: { name: "root", version: "0.0.0", engines: { node: ">=20" }, devDependencies: { vitest: "1" }, ...root.root },
    references: root.references ?? folders,
    packages: Object.entries(packages).map(([folder, made]) => madeUpPackage(folder, made, folders)),
  };
}

function nameOf(folder: string): string {
  return `@steelyard/${folder.split("/")[1]}`;
}

function madeUpPackage(folder: string, made: MadeUpPackage, folders: readonly string[]): Package {
  const files = Object.entries(made.files ?? {}).map(([path, text]) => sourceFile(`${folder}/${path}`, text));
  const used = folders.filter(
    (other) => other !== folder && files.some(({ text }) => text.includes(`"${nameOf(other)}"`)),
  );
  const field = folder.startsWith("drivers/") || folder.startsWith("plugins/") ? "peerDependencies" : "dependencies";
  return {
    folder,
    layer: folder.split("/")[0] as Layer,
    manifest: {
      name: nameOf(folder),
      version: "1.0.0",
      description: "Made up.",
      license: "Apache-2.0",
      type: "module",
      sideEffects: false,
      engines: { node: ">=20" },
      files: ["dist", "!dist/**/*.test.*"],
      exports: {
        ".": { "@steelyard/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
        "./package.json": "./package.json",
      },
      publishConfig: { access: "public" },
      [field]: Object.fromEntries(used.map((other) => [nameOf(other), "1.0.0"])),
      ...made.manifest,
    },
    references: made.references ?? used,
    compilerOptions: made.compilerOptions ?? {},
    files,
  };
}
