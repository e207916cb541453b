/** Any JSON value. @public */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A JSON object. @public */
export type JsonObject = { readonly [key: string]: JsonValue };

/** A JSON Schema (draft 2020-12) as plain data. @public */
export type JsonSchema = { readonly [key: string]: unknown };
