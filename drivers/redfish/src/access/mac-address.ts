import { optionalString, type RedfishResource } from "@steelyard/redfish-client";

/** A MAC address in lower case with colons, or undefined for what is none (an InfiniBand GUID, a placeholder). */
export function macAddress(value: string | undefined): string | undefined {
  const hex = value?.trim().toLowerCase().replace(/[:-]/g, "") ?? "";
  if (!/^[0-9a-f]{12}$/.test(hex) || /^0+$/.test(hex) || /^f+$/.test(hex)) return undefined;
  return hex.match(/../g)?.join(":");
}

/** The address of an EthernetInterface; some services only tell the one that is burnt in. */
export function macOf(nic: RedfishResource): string | undefined {
  return macAddress(optionalString(nic, "MACAddress")) ?? macAddress(optionalString(nic, "PermanentMACAddress"));
}
