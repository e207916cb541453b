import type { ConfigOption, ConfigSection, JsonSchema } from "@steelyard/interfaces";
import { environmentName, fileName } from "../config/option-names.js";
import { code, page, table } from "./markdown.js";

/** `configuration.md`: every option of every section. */
export function configurationPage(sections: readonly ConfigSection<object>[]): string {
  return page(
    "Configuration",
    "One YAML or JSON file, given by `--config`. Each section is a map of the options below; what is left out has its " +
      "default. A variable of the environment overrides the file, and the command line overrides both. " +
      "`steelyard config` prints what is in effect, with secrets masked. A key that is not known, or a value that does " +
      "not fit, stops the start and is named with its line.",
    "Beside the sections, `plugins` is a list of packages or paths of drivers and plugins to load; paths start from the " +
      "folder of the file.",
    ...sections.flatMap(({ section, options }) => [
      `## ${section}`,
      table(
        ["option", "values", "default", "meaning", "variable"],
        Object.entries(options as Readonly<Record<string, ConfigOption<unknown>>>).map(([name, option]) => [
          code(fileName(name)),
          valuesOf(option.schema),
          code(JSON.stringify(option.default)),
          `${option.summary}${option.isSecret === true ? " Secret." : ""}`,
          code(environmentName(section, name)),
        ]),
      ),
    ]),
  );
}

function valuesOf(schema: JsonSchema): string {
  const allowed = schema["enum"] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed.map((value) => code(JSON.stringify(value))).join(", ");
  const type = (schema["type"] ?? []) as string | readonly string[];
  const limits = [
    ["minimum", "from"],
    ["exclusiveMinimum", "above"],
    ["maximum", "to"],
  ].flatMap(([key = "", word]) => (schema[key] === undefined ? [] : [`${word} ${schema[key]}`]));
  return [
    [type]
      .flat()
      .map((each) => WORDS[each] ?? each)
      .join(" or "),
    ...limits,
  ].join(" ");
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "`true` or `false`",
  integer: "whole number",
  array: "list",
  object: "map",
  null: "`null`",
};
