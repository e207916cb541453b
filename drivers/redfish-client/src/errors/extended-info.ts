import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import { redact } from "./redaction.js";

/**
 * One message of a Redfish answer.
 *
 * @remarks Source: DSP0266, "Error responses"; DSP0268, Message.
 * @public
 */
export interface RedfishMessage {
  /** As sent, for example `Base.1.8.PropertyValueNotInList`; empty where the service gave none. */
  readonly messageId: string;
  /** `Base`, `iLO`, `IDRAC` …; undefined where the ID has no such part (`17.10`). */
  readonly registry: string | undefined;
  readonly version: string | undefined;
  /** `PropertyValueNotInList`, `SYS518` …; the whole ID where it cannot be taken apart. */
  readonly key: string;
  readonly text: string;
  readonly args: readonly string[];
  readonly resolution: string | undefined;
  readonly severity: string | undefined;
  readonly relatedProperties: readonly string[];
}

const FULL_ID = /^([A-Za-z][A-Za-z0-9_-]*)\.(\d+(?:\.\d+)*)\.(.+)$/;
const SHORT_ID = /^([A-Za-z][A-Za-z0-9_-]*)\.([^.]+)$/;

/** Takes a MessageId apart into registry prefix, version and key. @public */
export function decodeMessageId(messageId: string): Pick<RedfishMessage, "registry" | "version" | "key"> {
  const full = FULL_ID.exec(messageId);
  if (full?.[3] !== undefined) return { registry: full[1], version: full[2], key: full[3] };
  const short = SHORT_ID.exec(messageId);
  if (short?.[2] !== undefined) return { registry: short[1], version: undefined, key: short[2] };
  return { registry: undefined, version: undefined, key: messageId };
}

/**
 * The messages of a list as services send them; entries that are not objects are left out.
 * @internal
 */
export function readMessages(list: JsonValue | undefined, secrets: readonly string[] = []): readonly RedfishMessage[] {
  // Some services send the single message without a list around it.
  const entries = Array.isArray(list) ? list : list === undefined ? [] : [list];
  return entries.filter(isObject).map((entry) => readMessage(entry, secrets));
}

/**
 * All messages of an answer: `error.@Message.ExtendedInfo`, the annotation at the top, and those of properties;
 * else `error.code` and `error.message`.
 * @internal
 */
export function extendedInfo(body: JsonValue | undefined, secrets: readonly string[] = []): readonly RedfishMessage[] {
  if (!isObject(body)) return [];
  const error = isObject(body["error"]) ? body["error"] : {};
  const annotated = [...annotations(error), ...annotations(body)].flatMap((list) => readMessages(list, secrets));
  if (annotated.length > 0) return annotated;
  const code = text(error["code"]);
  const message = text(error["message"]);
  return code === "" && message === "" ? [] : readMessages({ MessageId: code, Message: message }, secrets);
}

/** @internal */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function annotations(holder: JsonObject): JsonValue[] {
  return Object.entries(holder).flatMap(([key, value]) => (key.endsWith("@Message.ExtendedInfo") ? [value] : []));
}

function readMessage(entry: JsonObject, secrets: readonly string[]): RedfishMessage {
  // iLO 4 spells it MessageID.
  const messageId = text(entry["MessageId"] ?? entry["MessageID"]);
  const optional = (value: JsonValue | undefined): string | undefined =>
    typeof value === "string" && value !== "" ? redact(value, secrets) : undefined;
  return {
    messageId,
    ...decodeMessageId(messageId),
    text: redact(text(entry["Message"]), secrets),
    args: strings(entry["MessageArgs"]).map((arg) => redact(arg, secrets)),
    resolution: optional(entry["Resolution"]),
    severity: optional(entry["MessageSeverity"] ?? entry["Severity"]),
    relatedProperties: strings(entry["RelatedProperties"]),
  };
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))) : [];
}
