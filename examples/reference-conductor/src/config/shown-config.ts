import type { ConfigSection } from "@steelyard/interfaces";
import { type EffectiveConfig, sectionOf } from "./load-config.js";
import { fileName } from "./option-names.js";

/** The effective values as the file would spell them, secrets masked. */
export function shownConfig(
  sections: readonly ConfigSection<object>[],
  config: EffectiveConfig,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(
    sections.map((section) => {
      const values = sectionOf(config, section) as Record<string, unknown>;
      const options = Object.entries(section.options as Record<string, { isSecret?: boolean }>);
      return [
        section.section,
        Object.fromEntries(
          options.map(([name, { isSecret }]) => [fileName(name), isSecret ? masked(values[name]) : values[name]]),
        ),
      ];
    }),
  );
}

/** A URL keeps all but its password; anything else that is set becomes asterisks. */
function masked(value: unknown): unknown {
  if (value === null || value === "") return value;
  const text = String(value);
  if (text.startsWith("sqlite:")) return text;
  if (!URL.canParse(text)) return "******";
  const url = new URL(text);
  if (url.password !== "") url.password = "******";
  for (const key of [...url.searchParams.keys()])
    if (/password|secret|key/i.test(key)) url.searchParams.set(key, "******");
  return url.href;
}
