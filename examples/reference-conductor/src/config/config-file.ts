import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isMap, isNode, LineCounter, type Node, parseDocument } from "yaml";
import { ConfigError } from "./config-error.js";

/** A configuration file, read. */
export interface ConfigFile {
  /** For messages. */
  readonly path: string;
  /** What relative plugin paths start from. */
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** The line of a key, 1-based; of its nearest parent where it has none. */
  lineOf(path: readonly string[]): number;
}

/**
 * Reads a YAML or JSON file (JSON is YAML).
 * @throws ConfigError naming file and line
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError([`${path}: cannot be read (${cause.code ?? cause.message})`]);
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map(
        ({ pos: [start], message }) => `${path}:${lines.linePos(start).line}: ${message.split("\n")[0]}`,
      ),
    );
  }
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new ConfigError([`${path}:1: must be a map of sections`]);
  return {
    path,
    folder: dirname(resolve(path)),
    content: content as Record<string, unknown>,
    lineOf(keys) {
      let line = 1;
      let node: unknown = document.contents;
      for (const key of keys) {
        if (!isMap(node)) break;
        const pair = node.items.find(({ key: each }) => String(isNode(each) ? each.toJSON() : each) === key);
        if (pair === undefined) break;
        const range = (pair.key as Node).range;
        if (range) line = lines.linePos(range[0]).line;
        node = pair.value;
      }
      return line;
    },
  };
}
