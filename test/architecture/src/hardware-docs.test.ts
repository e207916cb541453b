import { readFileSync } from "node:fs";
import { INTERFACE_TYPES } from "@steelyard/interfaces";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

/** A method of an interface with the comment before it. */
interface Method {
  readonly name: string;
  readonly doc: string;
  /** The comment of the interface, which may speak for all of its methods. */
  readonly general: string;
}

/** What has to be said of every method. */
const FACTS: readonly (readonly [what: string, said: RegExp])[] = [
  ["whether it is long or short", /\b(short|long|seconds|minutes)\b/i],
  ["whether it may be repeated", /\brepeat(able|ed|ing|s)?\b/i],
  ["which errors it throws", /@throws|\bthrows\b|\berrors?\b/i],
];

describe.each(INTERFACE_TYPES)("the contract of the %s interface", (type) => {
  const url = new URL(`../../../interfaces/hardware/src/${type}/${type}-interface.ts`, import.meta.url);
  const methods = methodsIn(readFileSync(url, "utf8"), `${type}-interface.ts`);

  it("is found", () => {
    expect(methods.length).toBeGreaterThan(0);
  });

  it("has a description of every method", () => {
    expect(methods.filter(({ doc }) => doc.length < 20).map(({ name }) => name)).toEqual([]);
  });

  it.each(FACTS)("says of every method %s", (_what, said) => {
    const silent = methods.filter(({ doc, general }) => !said.test(doc) && !said.test(general));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

function methodsIn(text: string, file: string): readonly Method[] {
  const { program, comments } = parseSync(file, text);
  const docBefore = (start: number): string => {
    const last = comments.filter(({ end, value }) => end <= start && value.startsWith("*")).at(-1);
    return last !== undefined && text.slice(last.end, start).trim() === ""
      ? last.value.replace(/\s*\n\s*\*/g, " ")
      : "";
  };
  return program.body.flatMap((statement): readonly Method[] => {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "TSInterfaceDeclaration")
      return [];
    const { declaration } = statement;
    if (!declaration.id.name.endsWith("Interface")) return [];
    const general = docBefore(statement.start);
    return declaration.body.body.flatMap((member) =>
      member.type === "TSMethodSignature"
        ? [{ name: text.slice(member.key.start, member.key.end), doc: docBefore(member.start), general }]
        : [],
    );
  });
}
