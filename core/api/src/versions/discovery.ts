import { type Call, ok } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { MAX_MINOR, MIN_MINOR } from "./microversion.js";

/** Collections that `/v1` lists, with their first minor version. A row here is a row of the endpoint table. */
const COLLECTIONS: readonly { readonly name: string; readonly since: number }[] = [
  { name: "chassis", since: 1 },
  { name: "nodes", since: 1 },
  { name: "ports", since: 1 },
  { name: "drivers", since: 1 },
  { name: "lookup", since: 22 },
  { name: "heartbeat", since: 22 },
  { name: "portgroups", since: 23 },
  { name: "volume", since: 32 },
  { name: "conductors", since: 49 },
  { name: "allocations", since: 52 },
  { name: "events", since: 54 },
  { name: "deploy_templates", since: 55 },
  { name: "shards", since: 82 },
  { name: "continue_inspection", since: 84 },
  { name: "runbooks", since: 92 },
  { name: "inspection_rules", since: 96 },
];

function versionRecord(baseUrl: string): object {
  return {
    id: "v1",
    links: [{ href: `${baseUrl}/v1/`, rel: "self" }],
    status: "CURRENT",
    min_version: `1.${MIN_MINOR}`,
    version: `1.${MAX_MINOR}`,
  };
}

function root(call: Call): object {
  return {
    name: "OpenStack Ironic API",
    description: "Ironic is an OpenStack project which enables the provision and management of baremetal machines.",
    default_version: versionRecord(call.baseUrl),
    versions: [versionRecord(call.baseUrl)],
  };
}

function v1(call: Call): object {
  const links = (path: string) => [
    { href: `${call.baseUrl}/v1/${path}/`, rel: "self" },
    { href: `${call.baseUrl}/${path}/`, rel: "bookmark" },
  ];
  const shown = COLLECTIONS.filter(({ since }) => call.minor >= since);
  return {
    id: "v1",
    links: [
      { href: `${call.baseUrl}/v1/`, rel: "self" },
      {
        href: "https://docs.openstack.org//ironic/latest/contributor//webapi.html",
        rel: "describedby",
        type: "text/html",
      },
    ],
    media_types: { base: "application/json", type: "application/vnd.openstack.ironic.v1+json" },
    version: versionRecord(call.baseUrl),
    ...Object.fromEntries(shown.map(({ name }) => [name, links(name)])),
  };
}

const ROOT_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Version discovery. The root answers whatever is asked, as Ironic's does. */
export const discoveryEndpoints: readonly Endpoint[] = [
  ...ROOT_METHODS.map(
    (method): Endpoint => ({ method, path: "/", isVersioned: false, body: "any", run: (call) => ok(root(call)) }),
  ),
  { method: "GET", path: "/v1", run: (call) => ok(v1(call)) },
  { method: "HEAD", path: "/v1", run: (call) => ok(v1(call)) },
];
