import { describe, expect, it } from "vitest";
import { type MadeUpPackage, madeUpWorkspace } from "../workspace/made-up-workspace.test.support.js";
import type { Violation, Workspace } from "../workspace/workspace.js";
import { cyclesOf, fileCycles, packageCycles } from "./cycles.js";
import { dependencies, privateFiles, references } from "./dependencies.js";
import { LAYER_EXCEPTIONS, layers, staleLayerExceptions } from "./layers.js";
import { decorators, manifests } from "./manifests.js";
import { LONG_FILES, sourceFiles } from "./source-files.js";

type Rule = (workspace: Workspace) => readonly Violation[];
const show = (found: readonly Violation[]) => found.map(({ file, why }) => `${file}: ${why}`);
const importing = (name: string, path = "src/a.ts"): MadeUpPackage => ({
  files: { [path]: `import { x } from "${name}";` },
});
const INTERFACES = { "interfaces/interfaces": {} };

describe("the rules of this house", () => {
  it("find nothing in a workspace that keeps them", () => {
    const workspace = madeUpWorkspace({
      ...INTERFACES,
      "core/api": importing("@steelyard/interfaces"),
      "drivers/acme": importing("@steelyard/interfaces"),
      "plugins/files": importing("@steelyard/interfaces"),
      "examples/program": {
        files: { "src/a.ts": 'import { x } from "@steelyard/api";\nimport { y } from "@steelyard/acme";' },
      },
    });
    const all: readonly Rule[] = [
      layers,
      fileCycles,
      packageCycles,
      dependencies,
      references,
      privateFiles,
      manifests,
      decorators,
      sourceFiles,
    ];
    expect(all.flatMap((rule) => show(rule(workspace)))).toEqual([]);
  });

  it.each([
    ["interfaces/interfaces", "core/api"],
    ["core/api", "drivers/acme"],
    ["core/api", "plugins/files"],
    ["drivers/acme", "core/api"],
    ["drivers/acme", "plugins/files"],
    ["drivers/acme", "test/bmc-simulator"],
    ["plugins/files", "core/api"],
    ["plugins/files", "drivers/acme"],
    ["plugins/files", "plugins/other"],
    ["test/bmc-simulator", "drivers/acme"],
    ["test/driver-contract", "core/api"],
  ])("keep %s from importing %s", (from, to) => {
    const workspace = madeUpWorkspace({ [from]: importing(`@steelyard/${to.split("/")[1]}`), [to]: {} });
    expect(show(layers(workspace))).toEqual([`${from}/src/a.ts: ${from} may not import ${to}`]);
  });

  it.each([
    ["drivers/acme", "test/bmc-simulator"],
    ["drivers/acme", "test/driver-contract"],
    ["plugins/files", "test/plugin-contract"],
  ])("let a test in %s import %s", (from, to) => {
    const workspace = madeUpWorkspace({
      [from]: importing(`@steelyard/${to.split("/")[1]}`, "src/a.test.ts"),
      [to]: {},
    });
    expect(layers(workspace)).toEqual([]);
  });

  it("keep programs from what is not published", () => {
    const workspace = madeUpWorkspace({
      "examples/program": importing("@steelyard/private"),
      "core/private": { manifest: { private: true } },
    });
    expect(show(layers(workspace))).toEqual([
      "examples/program/src/a.ts: examples/program may not import core/private",
    ]);
  });

  it("keep injection in the container", () => {
    const workspace = madeUpWorkspace({ "core/api": importing("tsyringe"), "core/container": importing("tsyringe") });
    expect(show(layers(workspace))).toEqual(["core/api/src/a.ts: only core/container imports tsyringe"]);
  });

  it("tell of exceptions that nothing needs", () => {
    expect(staleLayerExceptions(madeUpWorkspace({}))).toHaveLength(LAYER_EXCEPTIONS.length);
  });

  it("find cycles between files, and let types be", () => {
    const files = (isType: boolean) => ({
      "src/a.ts": 'import { b } from "./b.js";\nexport const a = b;',
      "src/b.ts": `export { c } from "./deep/c.js";`,
      "src/deep/c.ts": `import ${isType ? "type " : ""}{ a } from "../a.js";\nexport const c = 1;`,
    });
    const found = fileCycles(madeUpWorkspace({ "core/api": { files: files(false) } }));
    expect(found.map(({ why }) => why)).toEqual([
      "core/api/src/a.ts → core/api/src/b.ts → core/api/src/deep/c.ts → core/api/src/a.ts",
    ]);
    expect(fileCycles(madeUpWorkspace({ "core/api": { files: files(true) } }))).toEqual([]);
  });

  it("find cycles between packages, and let tests be", () => {
    const workspace = (path: string) =>
      madeUpWorkspace({ "core/a": importing("@steelyard/b"), "core/b": importing("@steelyard/a", path) });
    expect(packageCycles(workspace("src/b.ts"))).toMatchObject([{ why: "core/a → core/b → core/a" }]);
    expect(packageCycles(workspace("src/b.test.ts"))).toEqual([]);
  });

  it("tell one cycle per knot of a graph", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c", "a"]],
      ["c", ["a"]],
      ["d", ["d"]],
      ["e", ["a"]],
    ]);
    expect(cyclesOf(graph)).toEqual([["a", "b"], ["d"]]);
  });

  it("find dependencies that are not declared, not used, or in the wrong place", () => {
    const found = dependencies(
      madeUpWorkspace({
        "core/api": {
          files: {
            "src/a.ts": 'import { readFile } from "node:fs";\nimport x from "ajv/dist/2020.js";\nimport("knex");',
            "src/a.test.ts": 'import { it } from "vitest";\nimport y from "only-in-tests";\nimport z from "absent";',
          },
          manifest: { dependencies: { ajv: "1", "only-in-tests": "1", nobody: "1" }, devDependencies: { stale: "1" } },
        },
      }),
    );
    expect(show(found).sort()).toEqual([
      "core/api/package.json: nobody is not used",
      "core/api/package.json: only-in-tests is used by tests alone: a devDependency",
      "core/api/package.json: stale is not used",
      "core/api/src/a.test.ts: absent is not among the dependencies of core/api/package.json",
      "core/api/src/a.ts: knex is not among the runtime dependencies of core/api/package.json",
    ]);
  });

  it("find references that are missing or have no dependency", () => {
    const workspace = madeUpWorkspace(
      {
        "core/a": { ...importing("@steelyard/b"), references: ["core/c"] },
        "core/b": {},
        "core/c": {},
      },
      { references: ["core/a", "core/b"] },
    );
    expect(show(references(workspace))).toEqual([
      "tsconfig.json: core/c is not listed",
      "core/a/tsconfig.json: core/b is a dependency and not referenced",
      "core/a/tsconfig.json: core/c is referenced and no dependency",
    ]);
  });

  it("find imports of private files", () => {
    const workspace = madeUpWorkspace({
      "core/a": {
        files: {
          "src/deep/a.ts":
            'import "@steelyard/b/src/x.js";\nimport "../../../b/src/x.js";\nimport "@steelyard/b/parts/y";',
        },
      },
      "core/b": { manifest: { exports: { ".": {}, "./parts/*": {} } } },
    });
    expect(show(privateFiles(workspace))).toEqual([
      "core/a/src/deep/a.ts: core/b does not export @steelyard/b/src/x.js",
      "core/a/src/deep/a.ts: ../../../b/src/x.js leaves the package",
    ]);
  });

  it.each<[string, string, MadeUpPackage]>([
    ["type", "drivers/acme", { manifest: { type: "commonjs" } }],
    ["sideEffects", "drivers/acme", { manifest: { sideEffects: true } }],
    ["license", "drivers/acme", { manifest: { license: "MIT" } }],
    ["engines", "drivers/acme", { manifest: { engines: { node: ">=18" } } }],
    ["version", "drivers/acme", { manifest: { version: "1.0.1" } }],
    ["files lacks !dist", "drivers/acme", { manifest: { files: ["dist"] } }],
    [
      "exports lacks ./package.json",
      "drivers/acme",
      { manifest: { exports: { ".": { default: "./dist/index.js" } } } },
    ],
    ["publishConfig", "drivers/acme", { manifest: { publishConfig: undefined } }],
    ["peer dependency", "drivers/acme", { manifest: { dependencies: { "@steelyard/interfaces": "1.0.0" } } }],
    [
      "asks for @steelyard/interfaces ^1",
      "core/api",
      { manifest: { dependencies: { "@steelyard/interfaces": "^1.0.0" } } },
    ],
  ])("find a manifest whose %s is not as everybody's", (word, folder, made) => {
    const found = show(manifests(madeUpWorkspace({ ...INTERFACES, [folder]: made })));
    expect(found.join("\n")).toContain(word);
    expect(found.every((each) => each.startsWith(folder))).toBe(true);
  });

  it("find decorators outside the core", () => {
    const on = { compilerOptions: { experimentalDecorators: true } };
    expect(decorators(madeUpWorkspace({ "core/api": on, "drivers/acme": on }))).toMatchObject([
      { file: "drivers/acme/tsconfig.json" },
    ]);
  });

  // Put together here, or this file itself would hold such a path.
  const home = ["", "home", "someone", "house"].join("/");
  it.each<[string, string, string]>([
    ["src/index.ts", 'export const x = 1;\nexport { y } from "./y.js";', "it only re-exports"],
    ["src/index.ts", 'export * from "./y.js";', "without naming what"],
    ["src/utils.ts", "", "says nothing"],
    ["src/helpers/x.ts", "", "helpers says nothing"],
    ["src/camelCase.ts", "", "not kebab-case"],
    ["src/long.ts", "//\n".repeat(401), "401 lines"],
    ["src/place.ts", `const x = "${home}/x";`, home],
    ["src/a.test.ts", "it.only('x', () => {});", "it.only"],
    ["src/a.test.ts", "describe.skip('x', () => {});", "describe.skip"],
    ["src/a.test.ts", "it.todo('x');", "it.todo"],
    ["src/a.ts", 'import { b } from "./b";', "there is no ./b"],
  ])("find fault with %s that has %j", (path, text, why) => {
    const files = { [path]: text, "src/y.ts": "export const y = 1;" };
    const found = show(sourceFiles(madeUpWorkspace({ "core/api": { files } }))).filter((each) => !staleLong(each));
    expect(found).toEqual([expect.stringContaining(why)]);
    expect(found[0]).toContain(`core/api/${path}`);
  });

  it("let a test be left out on a condition that is told", () => {
    const files = { "src/a.test.ts": "describe.skipIf(!found)('x', () => {});" };
    expect(show(sourceFiles(madeUpWorkspace({ "core/api": { files } }))).filter((each) => !staleLong(each))).toEqual(
      [],
    );
  });
});

/** The long files of the real workspace are missing from a made-up one. */
function staleLong(found: string): boolean {
  return Object.keys(LONG_FILES).some((path) => found.startsWith(path));
}
