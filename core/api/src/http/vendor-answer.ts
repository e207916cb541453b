import type { JsonObject, JsonValue, VendorMethod } from "@steelyard/interfaces";
import { badRequest } from "./api-error.js";
import { type Answer, type Call, jsonBody } from "./call.js";

/** Vendor methods as `…/vendor_passthru/methods` shows them. */
export const showVendorMethods = (methods: Readonly<Record<string, VendorMethod>>): object =>
  Object.fromEntries(
    Object.entries(methods).map(([name, row]) => [
      name,
      {
        async: row.isAsync,
        attach: row.attachesFile ?? false,
        description: row.description,
        http_methods: [...row.httpMethods],
        require_exclusive_lock: row.requiresExclusiveLock,
      },
    ]),
  );

/** Name and arguments of a passthru call: the path or `?method=`, the other query parameters, the keys of the body. */
export function vendorCall(call: Call): { readonly method: string; readonly args: JsonObject } {
  const { method: fromQuery, ...query } = call.args as Record<string, JsonValue>;
  const method = call.params["method"] ?? fromQuery;
  if (typeof method !== "string" || method === "")
    throw badRequest("Method not specified when calling vendor extension.");
  const body = jsonBody(call) ?? {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("The body must be an object.");
  return { method, args: { ...query, ...(body as JsonObject) } };
}

/** 202 without a body for an asynchronous method; else 200 with what it answered. */
export function vendorAnswer(result: { readonly isAsync: boolean; readonly value?: JsonValue }): Answer {
  if (result.isAsync) return { status: 202 };
  return { status: 200, body: result.value ?? null };
}
