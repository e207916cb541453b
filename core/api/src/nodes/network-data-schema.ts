import type { JsonSchema } from "@steelyard/interfaces";

const text = { type: "string" };
const id = { type: "string", minLength: 1 };
const address = { type: "string", minLength: 2 };

const route = {
  type: "object",
  properties: { network: address, netmask: address, gateway: address, services: { type: "array" } },
  required: ["network", "netmask", "gateway"],
};

const service = { type: "object", properties: { type: text, address }, required: ["type", "address"] };

const link = {
  type: "object",
  properties: {
    id,
    type: text,
    ethernet_mac_address: { type: "string", pattern: "^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$" },
    vif_id: text,
    mtu: { anyOf: [{ type: "number" }, { type: "null" }] },
    bond_links: { type: "array", items: id },
    vlan_link: id,
    vlan_id: { type: "integer" },
  },
  required: ["id", "type"],
};

const network = {
  type: "object",
  properties: {
    id,
    link: id,
    type: text,
    ip_address: address,
    netmask: address,
    network_id: text,
    routes: { type: "array", items: route },
    services: { type: "array", items: service },
  },
  required: ["id", "link", "type"],
};

/** OpenStack `network_data.json`. Source: Nova's metadata schema as Ironic's `[api]network_data_schema` refers to it. */
export const NETWORK_DATA_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    links: { type: "array", items: link },
    networks: { type: "array", items: network },
    services: { type: "array", items: service },
  },
  required: ["links", "networks", "services"],
  additionalProperties: false,
};
