import { mkdir, writeFile } from "node:fs/promises";
import { referencePages } from "./docs/reference-pages.js";
import { loadModules } from "./program/load-modules.js";

const folder = new URL("../../../docs/reference/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of referencePages(await loadModules(undefined))) {
  await writeFile(new URL(name, folder), text);
  process.stdout.write(`docs/reference/${name}\n`);
}
