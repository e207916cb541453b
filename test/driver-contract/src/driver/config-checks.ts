import type { ConfigOption, ConfigSection } from "@steelyard/interfaces";
import { Ajv2020 } from "ajv/dist/2020.js";
import { mustBeUnique } from "../suite/must.js";

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });

/** @throws Error unless every option is documented and its default is valid */
export function mustBeSections(sections: readonly ConfigSection<object>[]): void {
  mustBeUnique(
    "section",
    sections.map(({ section }) => section),
  );
  for (const { section, options, token } of sections) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(section)) throw new Error(`[${section}] is no name of a section`);
    if (token.id !== `config/${section}`) throw new Error(`[${section}] is supplied as ${token.id}`);
    for (const [name, option] of Object.entries(options) as [string, ConfigOption<unknown>][]) {
      const where = `[${section}] ${name}`;
      if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`${where} is not camelCase`);
      if (!/\S[.?)]$/.test(option.summary.trim())) throw new Error(`${where} has no sentence that says what it does`);
      if (option.default === undefined) throw new Error(`${where} has no default`);
      const check = ajv.compile(option.schema);
      if (!check(option.default)) throw new Error(`${where}: its default is refused: ${ajv.errorsText(check.errors)}`);
      if (/password|secret|token$/i.test(name) && option.isSecret !== true)
        throw new Error(`${where} has to be isSecret`);
    }
  }
}
