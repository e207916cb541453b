import { posix } from "node:path";
import { isRelative, resolveRelative } from "../workspace/resolve.js";
import type { SourceFile } from "../workspace/source-file.js";
import type { Violation, Workspace } from "../workspace/workspace.js";

const MOST_LINES = 400;

/** Files that are longer, each with the reason why it is one idea. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = ["util", "utils", "helper", "helpers", "type", "types", "common", "misc", "shared"];

/** Folders of one machine. */
const MACHINE_PATHS = /(?<![\w.:/-])(\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.-]+|[A-Z]:\\[\w.-]+)/;

export function sourceFiles(workspace: Workspace): readonly Violation[] {
  const files = workspace.packages.flatMap((each) => each.files);
  const paths = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap((file) => [
      ...length(file),
      ...naming(file),
      ...index(file),
      ...machinePath(file),
      ...focus(file),
      ...missing(file, paths),
    ]),
    ...Object.keys(LONG_FILES)
      .filter((path) => (files.find((file) => file.path === path)?.lines ?? 0) <= MOST_LINES)
      .map((file) => ({ file, rule: "length", why: "it is listed as long and is not" })),
  ];
}

function length({ path, lines }: SourceFile): readonly Violation[] {
  if (lines <= MOST_LINES || Object.hasOwn(LONG_FILES, path)) return [];
  return [{ file: path, rule: "length", why: `${lines} lines hide a second idea; ${MOST_LINES} are the most` }];
}

function naming({ path }: SourceFile): readonly Violation[] {
  const rule = "names";
  return path.split("/").flatMap((part, place): readonly Violation[] => {
    const stem = part.replace(/\..*$/, "");
    if (place > 1 && EMPTY_NAMES.includes(stem)) return [{ file: path, rule, why: `${part} says nothing` }];
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) return [{ file: path, rule, why: `${part} is not kebab-case` }];
    return [];
  });
}

function index({ path, ownStatements, starExports }: SourceFile): readonly Violation[] {
  if (!path.endsWith("/index.ts")) return [];
  const rule = "index files";
  return [
    ...ownStatements.map((text) => ({ file: path, rule, why: `it only re-exports, and has: ${text}` })),
    ...starExports
      .filter((specifier) => posix.basename(specifier) !== "index.js")
      .map((specifier) => ({ file: path, rule, why: `${specifier} is re-exported without naming what` })),
  ];
}

function machinePath({ path, text }: SourceFile): readonly Violation[] {
  const found = MACHINE_PATHS.exec(text)?.[0];
  return found === undefined ? [] : [{ file: path, rule: "no paths of one machine", why: found }];
}

function focus({ path, isTest, focusedTests }: SourceFile): readonly Violation[] {
  return isTest ? focusedTests.map((why) => ({ file: path, rule: "no test left out", why })) : [];
}

/** A relative import names a file that is there, with its extension. */
function missing({ path, uses }: SourceFile, paths: ReadonlySet<string>): readonly Violation[] {
  return uses
    .filter(({ specifier }) => isRelative(specifier) && path.endsWith(".ts"))
    .filter(({ specifier }) => !specifier.endsWith(".json") && !paths.has(resolveRelative(path, specifier)))
    .map(({ specifier }) => ({ file: path, rule: "imports", why: `there is no ${specifier}` }));
}
