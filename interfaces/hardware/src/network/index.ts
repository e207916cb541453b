export type { NetworkInterface, NetworkPurpose } from "./network-interface.js";
export { NETWORK_PURPOSES } from "./network-interface.js";
export { NoopNetwork } from "./noop-network.js";
