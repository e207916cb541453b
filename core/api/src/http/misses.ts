import type { Miss } from "./endpoint.js";

const TOP = "The request can only be made on the top-level resource.";
const GET = ["GET"] as const;

/** Paths that Ironic answers with an own refusal. Source: recorded answers of Ironic 21.4. */
export const MISSES: readonly Miss[] = [
  {
    path: "/v1",
    methods: ["POST", "PUT", "PATCH", "DELETE"],
    status: 405,
    shape: "fault",
    message: "The method is not allowed for this resource.",
  },
  ...["nodes", "ports", "portgroups", "chassis"].map(
    (name): Miss => ({
      path: `/v1/${name}`,
      methods: ["PATCH", "DELETE"],
      status: 400,
      shape: "fault",
      message: `Missing the identifier: /v1/${name}/<id>.`,
    }),
  ),
  { path: "/v1/nodes/:node_ident/ports", methods: ["POST"], status: 403, shape: "fault", message: TOP },
  { path: "/v1/chassis/:chassis/nodes", methods: ["POST"], status: 400, shape: "fault", message: TOP },
  ...[
    "ports",
    "portgroups",
    "traits",
    "vifs",
    "bios",
    "history",
    "inventory",
    "firmware",
    "children",
    "vmedia",
    "volume",
    "allocation",
  ].map(
    (name): Miss => ({
      path: `/v1/nodes/${name}`,
      status: 404,
      shape: "abort",
      message: "The resource could not be found.",
    }),
  ),
  { path: "/v1/nodes/:node_ident/ports/:port", status: 403, shape: "fault", message: TOP },
  { path: "/v1/nodes/:node_ident/portgroups/:portgroup", status: 403, shape: "fault", message: TOP },
  { path: "/v1/nodes/:node_ident/*", status: 404, shape: "fault", message: "There is no such resource of a node." },
  {
    path: "/v1/nodes/detail/*",
    methods: GET,
    status: 404,
    shape: "fault",
    message: "There is nothing below the list.",
  },
  {
    path: "/v1/ports/detail/*",
    methods: GET,
    status: 400,
    shape: "fault",
    message: "There is nothing below the list.",
  },
  { path: "/v1/ports/:port/*", status: 404, shape: "fault", message: "There is no such resource of a port." },
  { path: "/v1/portgroups/:portgroup/ports/:port", status: 403, shape: "fault", message: TOP },
  {
    path: "/v1/portgroups/:portgroup/*",
    status: 404,
    shape: "fault",
    message: "There is no such resource of a portgroup.",
  },
  {
    path: "/v1/chassis/detail/*",
    methods: GET,
    status: 400,
    shape: "fault",
    message: "There is nothing below the list.",
  },
  { path: "/v1/chassis/:chassis/nodes/:node", methods: GET, status: 403, shape: "fault", message: TOP },
  {
    path: "/v1/chassis/:chassis/nodes/:node",
    methods: ["PATCH", "POST", "PUT"],
    status: 400,
    shape: "fault",
    message: TOP,
  },
  { path: "/v1/chassis/:chassis/nodes/:node", methods: ["DELETE"], status: 404, shape: "fault", message: TOP },
  { path: "/v1/chassis/:chassis/*", status: 400, shape: "fault", message: "There is no such resource of a chassis." },
  {
    path: "/v1/conductors/:conductor/*",
    methods: GET,
    status: 400,
    shape: "fault",
    message: "There is nothing below a conductor.",
  },
  { path: "/v1/shards/*", methods: GET, status: 404, shape: "fault", message: "There is nothing below the shards." },
  {
    path: "/v1/drivers/:driver/raid",
    methods: GET,
    status: 405,
    shape: "abort",
    message: "The method is not allowed for this resource.",
  },
  {
    path: "/v1/drivers/:driver/raid/*",
    methods: GET,
    status: 405,
    shape: "abort",
    message: "The method is not allowed for this resource.",
  },
  {
    path: "/v1/drivers/:driver/*",
    methods: GET,
    status: 400,
    shape: "fault",
    message: "There is no such resource of a driver.",
  },
];
