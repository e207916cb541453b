import { findPackage, isRelative, packageNameOf, resolveRelative } from "../workspace/resolve.js";
import type { Violation, Workspace } from "../workspace/workspace.js";

/** No file waits for itself at run time. Types are free: they are gone by then. */
export function fileCycles(workspace: Workspace): readonly Violation[] {
  const graph = new Map<string, readonly string[]>();
  for (const { files } of workspace.packages) {
    for (const { path, uses } of files) {
      const next = uses.filter(({ specifier, isType, isLazy }) => isRelative(specifier) && !isType && !isLazy);
      graph.set(
        path,
        next.map(({ specifier }) => resolveRelative(path, specifier)),
      );
    }
  }
  return cyclesOf(graph).map((files) => ({
    file: files[0]!,
    rule: "no cycles between files",
    why: [...files, files[0]].join(" → "),
  }));
}

/** No package needs itself. Tests may use suites that need the package: they are not part of it. */
export function packageCycles(workspace: Workspace): readonly Violation[] {
  const graph = new Map<string, readonly string[]>();
  for (const { folder, files } of workspace.packages) {
    const names = new Set(
      files
        .filter(({ isTest }) => !isTest)
        .flatMap(({ uses }) => uses.map(({ specifier }) => packageNameOf(specifier))),
    );
    graph.set(
      folder,
      [...names].flatMap((name) => {
        const found = findPackage(workspace, name)?.folder;
        return found === undefined || found === folder ? [] : [found];
      }),
    );
  }
  return cyclesOf(graph).map((folders) => ({
    file: `${folders[0]}/package.json`,
    rule: "no cycles between packages",
    why: [...folders, folders[0]].join(" → "),
  }));
}

/** One cycle per knot of the graph, beginning with its first node by name. Source: Tarjan 1972, strongly connected components. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const knots: string[][] = [];

  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, order.get(next)!));
    }
    if (low.get(node) !== order.get(node)) return;
    const knot = stack.splice(stack.indexOf(node));
    if (knot.length > 1 || graph.get(node)?.includes(node)) knots.push(knot);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return knots.map((knot) => walk([...knot].sort(), graph));
}

/** A way from the first node of a knot back to it. */
function walk(knot: readonly string[], graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const start = knot[0]!;
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === start) return way;
      if (!knot.includes(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return knot;
}
