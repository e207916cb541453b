import type { Port } from "@steelyard/interfaces";
import { type FieldTable, selfLinks } from "../http/field.js";
import { jsonField, plainField, timeField } from "../http/plain-field.js";
import { FLAG, OBJECT, TEXT, type Writable } from "../http/writable.js";

/** Source: Ironic REST API, "Ports", up to 1.111. */
export const PORT_FIELDS: FieldTable<Port> = [
  plainField("uuid", 1),
  timeField("created_at", 1),
  timeField("updated_at", 1),
  plainField("address", 1),
  jsonField("extra", 1),
  { name: "node_uuid", since: 1, read: (port) => port.nodeUuid },
  { name: "links", since: 1, isLink: true, read: (port, view) => selfLinks(view.baseUrl, `ports/${port.uuid}`) },
  jsonField("internal_info", 18),
  jsonField("local_link_connection", 19),
  plainField("pxe_enabled", 19),
  { name: "portgroup_uuid", since: 24, read: (port) => port.portgroupUuid },
  plainField("physical_network", 34),
  plainField("is_smartnic", 53),
  plainField("name", 88, 400),
  plainField("description", 97, 400),
  plainField("vendor", 100, 400),
  plainField("category", 101, 400),
  plainField("available_for_dynamic_portgroup", 111),
];

export const PORT_BRIEF = ["uuid", "address"] as const;

const link = (required: readonly string[], networkTypes: readonly string[] = ["managed", "unmanaged"]) => ({
  type: "object",
  properties: {
    port_id: { type: "string" },
    switch_id: { type: "string" },
    hostname: { type: "string" },
    switch_info: { type: "string" },
    network_type: { enum: networkTypes },
    "vtep-logical-switch": { type: "string" },
    "vtep-physical-switch": { type: "string" },
  },
  required,
  additionalProperties: false,
});

/** Source: Ironic `ironic.api.controllers.v1.utils`, `LOCAL_LINK_CONN_SCHEMA`. */
const LOCAL_LINK = {
  anyOf: [
    { type: "null" },
    { type: "object", maxProperties: 0 },
    link(["port_id", "switch_id"]),
    link(["port_id", "hostname"]),
    link(["network_type"], ["unmanaged"]),
    link(["port_id", "vtep-logical-switch", "vtep-physical-switch"]),
  ],
};

/** What clients may write. */
export const PORT_WRITABLE: readonly Writable[] = [
  { name: "address", schema: { type: "string" }, isRequired: true, empty: "never" },
  { name: "node_uuid", schema: { type: "string" }, kind: "uuid", isRequired: true, empty: "never" },
  { name: "uuid", schema: TEXT, kind: "uuid", isFixed: true },
  { name: "extra", schema: OBJECT, empty: {} },
  { name: "local_link_connection", since: 19, schema: LOCAL_LINK, empty: {} },
  { name: "pxe_enabled", since: 19, schema: FLAG, kind: "flag", empty: "never" },
  { name: "portgroup_uuid", since: 24, schema: TEXT, kind: "uuid" },
  { name: "physical_network", since: 34, schema: { type: ["string", "null"], minLength: 1, maxLength: 64 } },
  { name: "is_smartnic", since: 53, schema: FLAG, kind: "flag", empty: false },
  { name: "name", since: 88, below: 400, schema: TEXT },
  { name: "description", since: 97, below: 400, schema: TEXT },
  { name: "vendor", since: 100, below: 400, schema: { type: ["string", "null"], maxLength: 32 } },
  { name: "category", since: 101, below: 400, schema: { type: ["string", "null"], maxLength: 80 } },
  { name: "available_for_dynamic_portgroup", since: 111, schema: { type: "boolean" }, empty: true },
];
