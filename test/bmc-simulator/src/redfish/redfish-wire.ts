import type { IncomingMessage, ServerResponse } from "node:http";
import { RedfishRefusal } from "./redfish-error.js";
import type { Body, ResourceAnswer } from "./resource.js";

const MAX_BODY = 1024 * 1024;

/** @returns undefined when there is none @throws RedfishRefusal when it is no JSON object */
export async function readBody(request: IncomingMessage): Promise<Body | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RedfishRefusal(413, "PayloadTooLarge", "The request body is too large.");
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const type = request.headers["content-type"];
  if (type !== undefined && !/^application\/json\b/i.test(type))
    throw new RedfishRefusal(415, "UnsupportedMediaType", `The media type ${type} is not supported.`);
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new RedfishRefusal(400, "MalformedJSON", "The request body submitted was malformed JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new RedfishRefusal(400, "UnrecognizedRequestBody", "The service detected a malformed request body.");
  return body as Body;
}

export function send(response: ServerResponse, method: string, { status, headers, body }: ResourceAnswer): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "odata-version": "4.0",
    "cache-control": "no-cache",
    ...(body === undefined ? {} : { "content-type": "application/json;odata.metadata=minimal;charset=utf-8" }),
    ...(status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
    ...headers,
  });
  response.end(method === "HEAD" ? "" : text);
}

/** A good status and a body that is cut in the middle of its JSON. */
export function sendGarbage(response: ServerResponse): void {
  response.writeHead(200, { "odata-version": "4.0", "content-type": "application/json;charset=utf-8" });
  response.end('{"@odata.id": "/redfish/v1/Sys');
}
