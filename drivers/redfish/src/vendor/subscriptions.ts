import { DriverError, type JsonObject } from "@steelyard/interfaces";
import { isRedfishError, linkOf, type RedfishResource, requiredLink, stringsIn } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/** What is shown of a subscription; headers may hold secrets. Source: reference/redfish.md §9. */
const SHOWN = ["Id", "Context", "Protocol", "Destination", "EventTypes"];

/**
 * Subscribes to events.
 *
 * @remarks Source: Ironic `RedfishVendorPassthru.create_subscription`; DSP0268, EventDestination.
 * @throws DriverError `INVALID_PARAMETER` for a destination or event types the service does not take, `NOT_SUPPORTED`
 */
export async function createSubscription(bmc: Bmc, args: JsonObject): Promise<JsonObject> {
  const destination = args["Destination"];
  if (typeof destination !== "string" || !URL.canParse(destination) || new URL(destination).hostname === "")
    throw invalid("Destination is not a URL with scheme and host.");
  const service = await eventService(bmc);
  const eventTypes = args["EventTypes"] ?? ["Alert"];
  const allowed = stringsIn(service, "EventTypesForSubscription");
  const isAsked = args["EventTypes"] !== undefined && allowed !== undefined;
  const unknown = isAsked && Array.isArray(eventTypes) ? eventTypes.filter((each) => !allowed.includes(each)) : [];
  if (unknown.length > 0)
    throw invalid(`EventTypes ${unknown.join(", ")} are not among those of the BMC: ${(allowed ?? []).join(", ")}.`);
  const headers = args["HttpHeaders"];
  const answer = await bmc.post(requiredLink(service, "Subscriptions"), {
    Destination: destination,
    Protocol: args["Protocol"] ?? "Redfish",
    Context: args["Context"] ?? "",
    EventTypes: eventTypes,
    ...(Array.isArray(headers) && headers.length > 0 ? { HttpHeaders: headers } : {}),
  });
  const isComplete = answer.body?.["Id"] !== undefined;
  return shown(
    isComplete || answer.location === undefined ? (answer.body ?? {}) : (await bmc.get(answer.location)).body,
  );
}

/** The collection as the BMC has it. */
export async function allSubscriptions(bmc: Bmc): Promise<JsonObject> {
  return (await bmc.get(requiredLink(await eventService(bmc), "Subscriptions"))).body;
}

/** @throws DriverError `INVALID_PARAMETER` for an id that is not there */
export async function getSubscription(bmc: Bmc, id: string): Promise<JsonObject> {
  const path = await pathOf(bmc, id);
  return shown((await found(id, () => bmc.get(path))).body);
}

/** @throws DriverError `INVALID_PARAMETER` for an id that is not there */
export async function deleteSubscription(bmc: Bmc, id: string): Promise<void> {
  const path = await pathOf(bmc, id);
  await found(id, () => bmc.delete(path));
}

async function eventService(bmc: Bmc): Promise<RedfishResource> {
  const { eventService: uri } = await bmc.root();
  const service = uri === undefined ? undefined : await bmc.get(uri);
  if (service === undefined || linkOf(service, "Subscriptions") === undefined)
    throw new DriverError("NOT_SUPPORTED", { reason: "The BMC has no event subscriptions." });
  return service;
}

async function pathOf(bmc: Bmc, id: string): Promise<string> {
  if (/^\.*$/.test(id)) throw invalid(`There is no subscription ${JSON.stringify(id)}.`);
  const collection = requiredLink(await eventService(bmc), "Subscriptions");
  return `${collection.replace(/\/+$/, "")}/${encodeURIComponent(id)}`;
}

async function found<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRedfishError(error, "NOT_FOUND")) throw error;
    throw invalid(`There is no subscription ${id}.`, error);
  }
}

function shown(subscription: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(subscription).filter(([key]) => SHOWN.includes(key)));
}

function invalid(reason: string, cause?: unknown): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason }, { cause });
}
