import { describe, expect, it } from "vitest";
import { sourceFile } from "./source-file.js";

const uses = (text: string) => sourceFile("core/api/src/a.ts", text).uses;

describe("sourceFile", () => {
  it.each<[string, string, { isType: boolean; isLazy: boolean }]>([
    ["an import", 'import { a } from "x";', { isType: false, isLazy: false }],
    ["an import for its effect", 'import "x";', { isType: false, isLazy: false }],
    ["an import of types", 'import type { A } from "x";', { isType: true, isLazy: false }],
    ["an import of nothing but types", 'import { type A, type B } from "x";', { isType: true, isLazy: false }],
    ["an import of a type and a value", 'import { type A, b } from "x";', { isType: false, isLazy: false }],
    ["a re-export", 'export { a } from "x";', { isType: false, isLazy: false }],
    ["a re-export of types", 'export type { A } from "x";', { isType: true, isLazy: false }],
    ["a re-export of everything", 'export * from "x";', { isType: false, isLazy: false }],
    ["an import when the code gets there", 'const a = await import("x");', { isType: false, isLazy: true }],
    ["a type of a module", 'let a: import("x").A;', { isType: false, isLazy: true }],
    [
      "types first and values then",
      'import type { A } from "x";\nimport { b } from "x";',
      { isType: false, isLazy: false },
    ],
  ])("sees %s", (_what, text, expected) => {
    expect(uses(text)).toEqual([{ specifier: "x", ...expected }]);
  });

  it("sees no import in a comment or a text", () => {
    expect(uses('// import("x")\n/* import { a } from "y"; */\nconst b = "import z from z";')).toEqual([]);
  });

  it("refuses a file that does not parse, by name", () => {
    expect(() => uses("const = 1;")).toThrow("core/api/src/a.ts");
  });
});
