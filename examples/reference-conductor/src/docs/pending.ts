/** A group of endpoints of the Bare Metal API that is not served yet. */
export interface PendingEndpoints {
  readonly what: string;
  /** First minor version. */
  readonly since: number;
  /** `METHOD path`, parameters in braces. */
  readonly endpoints: readonly string[];
}

const crud = (path: string, id: string): readonly string[] => [
  `GET ${path}`,
  `POST ${path}`,
  ...["GET", "PATCH", "DELETE"].map((method) => `${method} ${path}/{${id}}`),
];
const NODE = "/v1/nodes/{node_ident}";

/** What answers 404 today. A request gets the API's usual answer for a path that does not exist. */
export const PENDING_ENDPOINTS: readonly PendingEndpoints[] = [
  {
    what: "VIFs of a node",
    since: 28,
    endpoints: [`GET ${NODE}/vifs`, `POST ${NODE}/vifs`, `DELETE ${NODE}/vifs/{vif}`],
  },
  {
    what: "Volume connectors and targets",
    since: 32,
    endpoints: [
      ...["", "/connectors", "/targets"].map((part) => `GET ${NODE}/volume${part}`),
      "GET /v1/volume",
      ...crud("/v1/volume/connectors", "connector"),
      ...crud("/v1/volume/targets", "target"),
    ],
  },
  {
    what: "Allocations",
    since: 52,
    endpoints: [...crud("/v1/allocations", "allocation"), `GET ${NODE}/allocation`, `DELETE ${NODE}/allocation`],
  },
  { what: "Events of the network service", since: 54, endpoints: ["POST /v1/events"] },
  { what: "Deploy templates", since: 55, endpoints: crud("/v1/deploy_templates", "deploy_template") },
  { what: "What the ramdisk inspected", since: 84, endpoints: ["POST /v1/continue_inspection"] },
  {
    what: "Virtual media of a node",
    since: 89,
    endpoints: ["GET", "POST", "DELETE"].map((method) => `${method} ${NODE}/vmedia`),
  },
  {
    what: "Runbooks",
    since: 92,
    endpoints: [
      ...crud("/v1/runbooks", "runbook"),
      ...["GET", "PUT", "DELETE"].map((method) => `${method} /v1/runbooks/{runbook}/traits`),
      ...["PUT", "DELETE"].map((method) => `${method} /v1/runbooks/{runbook}/traits/{trait}`),
    ],
  },
  { what: "Inspection rules", since: 96, endpoints: crud("/v1/inspection_rules", "rule") },
];

/** Behaviour behind what is served. */
export const PENDING_BEHAVIOUR: readonly { readonly what: string; readonly today: string }[] = [
  { what: "Authentication of users", today: "`[auth] strategy` is `noauth`: whoever reaches the API may use it." },
  {
    what: "Synchronous calls at the owner (boot device, vendor methods, sensors …)",
    today:
      "They run in the process that answers, under the node's reservation. A conductor that has not enabled the node's " +
      "driver refuses them.",
  },
  { what: "Inspection by the ramdisk", today: "Inspection is out-of-band: `redfish` and `fake`." },
  {
    what: "Fast track",
    today: "With `[deploy] fast_track` agents are answered in more states; every flow still boots the ramdisk anew.",
  },
  { what: "Partition images", today: "Refused when the deploy is asked for; whole-disk images are deployed." },
  {
    what: "Boot ISOs for firmware in BIOS mode",
    today:
      "An ISO that is made here starts firmware in UEFI mode, and is refused for a node in BIOS mode, which can boot by iPXE or " +
      "from a ready ISO (`driver_info/deploy_iso`).",
  },
];
