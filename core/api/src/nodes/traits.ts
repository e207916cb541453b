import type { JsonObject, Node } from "@steelyard/interfaces";
import { isStoreError } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import { type Answer, type Call, jsonBody, noContent, ok, param } from "../http/call.js";
import type { Below, Endpoint } from "../http/endpoint.js";
import { nodeOf, nodeUrl } from "./node-ident.js";

const MAX_TRAITS = 50;
const MAX_LENGTH = 255;

/**
 * Custom traits, and those of the standard namespaces. Ironic asks the os-traits library for its list; here any well-formed
 * name of its namespaces is taken.
 */
const TRAIT = /^(CUSTOM|HW|STORAGE|COMPUTE|MISC|OWNER)_[A-Z0-9_]+$/;

function checkTrait(trait: unknown): asserts trait is string {
  if (typeof trait !== "string" || trait.length > MAX_LENGTH || !TRAIT.test(trait))
    throw badRequest(
      `Trait ${JSON.stringify(trait)} is neither a standard trait nor CUSTOM_ with A-Z, 0-9 and _ (at most ${MAX_LENGTH} characters).`,
    );
}

function checkCount(count: number, node: Node): void {
  if (count > MAX_TRAITS)
    throw badRequest(`Node ${node.uuid} can have at most ${MAX_TRAITS} traits; ${count} were given.`);
}

const guard = (node: Node) => ({ kind: "version", version: node.version }) as const;

async function list(call: Call): Promise<Answer> {
  return ok({ traits: [...(await nodeOf(call)).traits] });
}

async function replaceAll(call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const node = await nodeOf(call);
  const keys = typeof body === "object" && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
  const traits = keys.length === 1 ? (body as JsonObject)["traits"] : undefined;
  if (!Array.isArray(traits)) throw badRequest('The body must be {"traits": [<trait>, …]}.');
  for (const trait of traits) checkTrait(trait);
  const unique = [...new Set(traits as readonly string[])];
  checkCount(unique.length, node);
  await call.store.nodes.setTraits(node.uuid, unique, guard(node));
  return noContent();
}

async function addOne(call: Call): Promise<Answer> {
  const body = jsonBody(call);
  const node = await nodeOf(call);
  if (typeof body === "object" && body !== null && Object.keys(body).length > 0)
    throw badRequest("No body should be provided when adding a trait");
  const trait = param(call, "trait");
  checkTrait(trait);
  checkCount(new Set([...node.traits, trait]).size, node);
  await call.store.nodes.addTrait(node.uuid, trait, guard(node));
  return noContent(nodeUrl(call, `traits/${trait}`));
}

async function removeAll(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  await call.store.nodes.setTraits(node.uuid, [], guard(node));
  return noContent();
}

async function removeOne(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const trait = param(call, "trait");
  try {
    await call.store.nodes.removeTrait(node.uuid, trait, guard(node));
  } catch (error) {
    if (isStoreError(error, "NOT_FOUND")) throw notFound(`Node ${node.uuid} doesn't have a trait '${trait}'`);
    throw error;
  }
  return noContent();
}

const TRAITS = "/v1/nodes/:node_ident/traits";
const SINCE = 37;
const BELOW: Readonly<Record<string, Below>> = {
  read: { status: 406, shape: "fault" },
  write: { status: 405, shape: "abort" },
  remove: { status: 404, shape: "fault" },
};

/** `/v1/nodes/{node}/traits…`. Below 1.37 Ironic reads the segment as something else, hence the different refusals. */
export const traitsEndpoints: readonly Endpoint[] = [
  { method: "GET", path: TRAITS, since: SINCE, below: BELOW["read"] as Below, run: list },
  { method: "PUT", path: TRAITS, since: SINCE, below: BELOW["write"] as Below, body: "json", run: replaceAll },
  { method: "DELETE", path: TRAITS, since: SINCE, below: BELOW["remove"] as Below, run: removeAll },
  { method: "PUT", path: `${TRAITS}/:trait`, since: SINCE, below: BELOW["write"] as Below, body: "json", run: addOne },
  { method: "DELETE", path: `${TRAITS}/:trait`, since: SINCE, below: BELOW["remove"] as Below, run: removeOne },
];
