import { type Program, parseSync, Visitor } from "oxc-parser";

/** A module a file names. */
export interface ModuleUse {
  readonly specifier: string;
  /** True when nothing of it is left at run time. */
  readonly isType: boolean;
  /** `import()`: loaded when the code gets there. */
  readonly isLazy: boolean;
}

/** What the rules look at in a file. */
export interface SourceFile {
  /** From the root of the workspace, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Tests, and what only tests use. */
  readonly isTest: boolean;
  readonly uses: readonly ModuleUse[];
  /** Statements of the module that are no re-exports by name, as the text they begin with; asked of index files. */
  readonly ownStatements: readonly string[];
  /** Modules of `export * from`. */
  readonly starExports: readonly string[];
  /** Calls that leave tests out or the others, e.g. those of `only`. */
  readonly focusedTests: readonly string[];
}

/** Reads a TypeScript file. @throws Error when it does not parse */
export function sourceFile(path: string, text: string): SourceFile {
  const { module, errors, program } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const reExports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType, importName }) =>
      moduleRequest === null ? [] : [{ specifier: moduleRequest.value, isType, isStar: importName.kind !== "Name" }],
    ),
  );
  const isIndex = path.endsWith("/index.ts");
  const found = visited(program, text);
  return {
    path,
    text,
    lines: text.trimEnd().split("\n").length,
    isTest: /\.test\./.test(path) || /\/src\/testing\//.test(path),
    uses: merged([
      ...module.staticImports.map(({ moduleRequest, entries }) => ({
        specifier: moduleRequest.value,
        isType: entries.length > 0 && entries.every((entry) => entry.isType),
        isLazy: false,
      })),
      ...reExports.map(({ specifier, isType }) => ({ specifier, isType, isLazy: false })),
      ...found.lazyImports,
    ]),
    ownStatements: isIndex ? program.body.flatMap((node) => ownStatement(node, text)) : [],
    starExports: reExports.filter(({ isStar }) => isStar).map(({ specifier }) => specifier),
    focusedTests: found.focusedTests,
  };
}

function ownStatement(node: { type: string; start: number; end: number }, text: string): readonly string[] {
  if (node.type === "ExportAllDeclaration") return [];
  const { source, specifiers } = node as { source?: unknown; specifiers?: readonly unknown[] };
  if (node.type === "ExportNamedDeclaration" && source) return [];
  // A private program has no exports and says so.
  if (node.type === "ExportNamedDeclaration" && specifiers?.length === 0 && text.trim() === "export {};") return [];
  return [text.slice(node.start, Math.min(node.end, node.start + 40)).split("\n")[0] ?? ""];
}

function merged(uses: readonly ModuleUse[]): readonly ModuleUse[] {
  const found = new Map<string, ModuleUse>();
  for (const use of uses) {
    const known = found.get(use.specifier);
    found.set(use.specifier, {
      specifier: use.specifier,
      isType: use.isType && (known?.isType ?? true),
      isLazy: use.isLazy && (known?.isLazy ?? true),
    });
  }
  return [...found.values()];
}

const RUNNERS = ["it", "test", "describe", "suite", "bench"];
const LEFT_OUT = ["only", "skip", "todo", "fails"];

/** `import("…")` with a literal, as an expression or in a type, and tests that are left out. */
function visited(program: Program, text: string): Pick<SourceFile, "focusedTests"> & { lazyImports: ModuleUse[] } {
  const lazyImports: ModuleUse[] = [];
  const focusedTests: string[] = [];
  const add = (source: unknown) => {
    const { value } = source as { readonly value?: unknown };
    if (typeof value === "string") lazyImports.push({ specifier: value, isType: false, isLazy: true });
  };
  new Visitor({
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    MemberExpression: (node) => {
      const name = text.slice(node.start, node.end);
      const [root = "", ...parts] = name.split(".");
      if (RUNNERS.includes(root) && LEFT_OUT.includes(parts.at(-1) ?? "")) focusedTests.push(name);
    },
  }).visit(program);
  return { lazyImports, focusedTests };
}
