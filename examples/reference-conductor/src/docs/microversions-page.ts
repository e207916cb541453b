import { type ApiSurface, MAX_MINOR, MIN_MINOR, type SurfaceEntry } from "@steelyard/api";
import { VERBS } from "@steelyard/state-machine";
import { code, page, table, version } from "./markdown.js";

/** `microversions.md`: what appears with which version, and every endpoint. */
export function microversionsPage({ endpoints, fields }: ApiSurface): string {
  const versioned = endpoints.filter(({ isVersioned }) => isVersioned);
  const rows = Array.from({ length: MAX_MINOR - MIN_MINOR + 1 }, (_, index) => MIN_MINOR + index).flatMap((minor) => {
    const isNew = ({ since }: { readonly since: number }) => since === minor;
    const news = [
      listed(
        "Endpoints",
        versioned.filter(isNew).map(({ method, path }) => `${method} ${path}`),
      ),
      ...Object.entries(fields).map(([resource, list]) => listed(`Fields of a ${resource}`, namesOf(list, isNew))),
      listed(
        "Arguments",
        versioned
          .filter(({ since }) => since < minor)
          .flatMap(({ method, path, args }) => namesOf(args, isNew).map((name) => `${method} ${path}: ${name}`)),
      ),
      listed(
        "Provision verbs",
        Object.keys(VERBS).filter((verb) => VERBS[verb]?.since === minor),
      ),
    ].filter((text) => text !== "");
    return news.length === 0 || minor === MIN_MINOR ? [] : [[version(minor), news.join(" ")]];
  });
  return page(
    "Microversions",
    `The API serves ${version(MIN_MINOR)} to ${version(MAX_MINOR)}. A request names its version in ` +
      "`OpenStack-API-Version: baremetal 1.82` or `X-OpenStack-Ironic-API-Version: 1.82`; without one it gets " +
      `${version(MIN_MINOR)}, and \`latest\` means the newest. A version that is not in the table changes a value, a status ` +
      `or nothing that is served here.`,
    "## What a version brings",
    table(["version", "new"], rows),
    "## Endpoints",
    table(
      ["method", "path", "since"],
      endpoints.map(({ method, path, since, isVersioned }) => [
        method,
        code(path),
        isVersioned ? version(since) : "without a version",
      ]),
    ),
    "## Fields",
    ...Object.entries(fields).flatMap(([resource, list]) => [
      `### ${resource}`,
      table(
        ["field", "since"],
        list.map(({ name, since }) => [code(name), version(since)]),
      ),
    ]),
  );
}

function namesOf(list: readonly SurfaceEntry[], isWanted: (entry: SurfaceEntry) => boolean): readonly string[] {
  return list.filter(isWanted).map(({ name }) => name);
}

function listed(what: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `${what}: ${names.map(code).join(", ")}.`;
}
