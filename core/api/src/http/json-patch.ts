import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import { badRequest } from "./api-error.js";
import { type Call, jsonBody } from "./call.js";

/** One operation of a patch; `segments` is its path taken apart. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly segments: readonly string[];
  readonly value?: JsonValue;
}

const ESCAPES_SINCE = 98;
const PLAIN_PATH = /^(\/[\w.-]+)+$/;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

type Container = Record<string, JsonValue> | JsonValue[];

/** Reads a patch. Source: RFC 6902 restricted as Ironic's `ironic.common.args.patch`. @throws ApiError 400 */
export function readPatch(call: Call): PatchOperation[] {
  const body = jsonBody(call);
  if (!Array.isArray(body)) throw badRequest("A patch is a list of operations.");
  return (body as readonly JsonValue[]).map((entry, index) => readOperation(entry, index, call.minor));
}

function readOperation(entry: JsonValue, index: number, minor: number): PatchOperation {
  const wrong = (reason: string) => badRequest(`Patch operation ${index}: ${reason}`);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) throw wrong("is not an object.");
  const { op, path, value, ...others } = entry as JsonObject;
  const extra = Object.keys(others);
  if (extra.length > 0) throw wrong(`has unexpected keys: ${extra.join(", ")}.`);
  if (op !== "add" && op !== "replace" && op !== "remove") throw wrong("'op' must be add, replace or remove.");
  if (typeof path !== "string" || !path.startsWith("/")) throw wrong("'path' must be a JSON pointer.");
  if (minor < ESCAPES_SINCE ? !PLAIN_PATH.test(path) : !/^(\/([^/~]|~[01])+)+$/.test(path))
    throw wrong(`'path' ${path} is not a usable pointer.`);
  if (op !== "remove" && value === undefined) throw wrong("'value' is missing.");
  const segments = path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (segments.some((part) => FORBIDDEN.has(part))) throw wrong(`'path' ${path} is not allowed.`);
  return { op, path, segments, ...(op === "remove" || value === undefined ? {} : { value }) };
}

/** Refuses a patch that touches anything but the attributes given. @throws ApiError 400 */
export function checkPatchTargets(patch: readonly PatchOperation[], allowed: ReadonlySet<string>): void {
  for (const { path, segments } of patch) {
    if (!allowed.has(segments[0] as string))
      throw badRequest(`Cannot patch ${path}. Only the following can be updated: ${[...allowed].join(", ")}`);
  }
}

/** Values that a patch gives an attribute as a whole. */
export const patchedValues = (patch: readonly PatchOperation[], attribute: string): readonly JsonValue[] =>
  patch.flatMap((row) => (row.path === `/${attribute}` && row.value !== undefined ? [row.value] : []));

/** Applies a patch to a copy of `document`. A removed attribute is absent afterwards. @throws ApiError 400 naming the operation */
export function applyPatch(document: JsonObject, patch: readonly PatchOperation[]): Record<string, JsonValue> {
  const result = structuredClone(document) as Record<string, JsonValue>;
  for (const operation of patch) applyOne(result, operation);
  return result;
}

function applyOne(root: Record<string, JsonValue>, operation: PatchOperation): void {
  const fail = (reason: string) =>
    badRequest(`Couldn't apply patch '${operation.op} ${operation.path}'. Reason: ${reason}`);
  let parent: Container = root;
  for (const part of operation.segments.slice(0, -1)) {
    const child: JsonValue | undefined = childOf(parent, part);
    if (typeof child !== "object" || child === null) throw fail(`there is nothing at '${part}'`);
    parent = child as Container;
  }
  const key = operation.segments.at(-1) as string;
  if (Array.isArray(parent)) {
    changeList(parent, key, operation, fail);
    return;
  }
  if (operation.op !== "add" && !Object.hasOwn(parent, key)) throw fail(`'${key}' does not exist`);
  if (operation.op === "remove") delete parent[key];
  else parent[key] = structuredClone(operation.value as JsonValue);
}

function childOf(parent: Container, key: string): JsonValue | undefined {
  if (Array.isArray(parent)) return /^\d+$/.test(key) ? parent[Number(key)] : undefined;
  return Object.hasOwn(parent, key) ? parent[key] : undefined;
}

function changeList(list: JsonValue[], key: string, operation: PatchOperation, fail: (reason: string) => Error): void {
  const isEnd = key === "-";
  const index = isEnd ? list.length : Number(key);
  if (!isEnd && !/^(0|[1-9]\d*)$/.test(key)) throw fail(`'${key}' is not an index`);
  const limit = operation.op === "add" ? list.length : list.length - 1;
  if (index > limit) throw fail(`index ${key} is out of range`);
  if (operation.op === "remove") list.splice(index, 1);
  else list.splice(index, operation.op === "add" ? 0 : 1, structuredClone(operation.value as JsonValue));
}

/** Whether two JSON values are equal. */
export function jsonEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) => Object.hasOwn(right, key) && jsonEqual((left as JsonObject)[key], (right as JsonObject)[key]),
  );
}
