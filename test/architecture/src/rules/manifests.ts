import { isDeepStrictEqual } from "node:util";
import { dependenciesOf, type Package, type Violation, type Workspace } from "../workspace/workspace.js";

const RULE = "package.json";
const SOURCE = "@steelyard/source";

/** What every manifest says in the same way. Source: STYLE §8. */
export function manifests(workspace: Workspace): readonly Violation[] {
  const version = workspace.packages[0]?.manifest.version;
  const own = new Set(workspace.packages.map(({ manifest }) => manifest.name));
  return workspace.packages.flatMap((each) => {
    const { manifest } = each;
    const wrong = [
      ...expected(manifest, "type", "module"),
      ...expected(manifest, "sideEffects", false),
      ...expected(manifest, "license", "Apache-2.0"),
      ...expected(manifest, "engines", workspace.root["engines"]),
      ...expected(manifest, "version", version),
      ...(manifest.name === "steelyard" || manifest.name.startsWith("@steelyard/") ? [] : [`name is ${manifest.name}`]),
      ...(typeof manifest["description"] === "string" && /\.$/.test(manifest["description"])
        ? []
        : ["description is no sentence"]),
      ...files(manifest),
      ...exportsOf(manifest),
      ...(manifest.private === true ? [] : expected(manifest, "publishConfig", { access: "public" })),
      ...contracts(each),
      ...exactVersions(each, own, version),
    ];
    return wrong.map((why) => ({ file: `${each.folder}/package.json`, rule: RULE, why }));
  });
}

function expected(manifest: Package["manifest"], key: string, value: unknown): readonly string[] {
  if (isDeepStrictEqual(manifest[key], value)) return [];
  return [`${key} is ${JSON.stringify(manifest[key])}, not ${JSON.stringify(value)}`];
}

function files(manifest: Package["manifest"]): readonly string[] {
  const list = (manifest["files"] ?? []) as readonly string[];
  const missing = ["dist", "!dist/**/*.test.*"].filter((pattern) => !list.includes(pattern));
  return missing.map((pattern) => `files lacks ${pattern}`);
}

function exportsOf(manifest: Package["manifest"]): readonly string[] {
  const entries = (manifest["exports"] ?? {}) as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(entries).flatMap(([key, value]) => {
    if (key === "./package.json") return value === "./package.json" ? [] : ["exports ./package.json elsewhere"];
    const { types, default: code, ...others } = value as Readonly<Record<string, string>>;
    const conditions = Object.keys(value as object);
    return [
      ...(conditions[0] === SOURCE && others[SOURCE]?.startsWith("./src/")
        ? []
        : [`exports ${key}: ${SOURCE} is not first`]),
      ...(types?.startsWith("./dist/") && types.endsWith(".d.ts") ? [] : [`exports ${key}: no types in dist`]),
      ...(code?.startsWith("./dist/") && conditions.at(-1) === "default"
        ? []
        : [`exports ${key}: default is not last`]),
    ];
  });
  const missing = [".", "./package.json"].filter((key) => !Object.hasOwn(entries, key));
  return [...missing.map((key) => `exports lacks ${key}`), ...wrong];
}

/** One copy of the contracts per program: drivers and plugins ask for it, they do not bring it. */
function contracts(each: Package): readonly string[] {
  if (each.layer !== "drivers" && each.layer !== "plugins") return [];
  return [...dependenciesOf(each, "dependencies")]
    .filter((name) => name === "@steelyard/interfaces" || name === "@steelyard/runtime-interfaces")
    .map((name) => `${name} is a peer dependency of drivers and plugins`);
}

/** Packages of one release belong together. */
function exactVersions(each: Package, own: ReadonlySet<string>, version: unknown): readonly string[] {
  return (["dependencies", "peerDependencies", "devDependencies"] as const).flatMap((field) =>
    Object.entries((each.manifest[field] ?? {}) as Record<string, string>)
      .filter(([name, range]) => own.has(name) && range !== version)
      .map(([name, range]) => `${field} asks for ${name} ${range}, not ${String(version)}`),
  );
}

/** Decorators belong to the services of the core. */
export function decorators(workspace: Workspace): readonly Violation[] {
  return workspace.packages
    .filter(({ layer, compilerOptions }) => layer !== "core" && compilerOptions["experimentalDecorators"] !== undefined)
    .map(({ folder }) => ({
      file: `${folder}/tsconfig.json`,
      rule: "decorators only in core",
      why: "experimentalDecorators is set",
    }));
}
