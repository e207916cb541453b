import { bind, type DriverDefinition, defineDriver, provide, type Token, token } from "@steelyard/interfaces";
import { type AcmeHttp, AcmePower } from "./acme-power.js";

/** How BMCs are asked. A program may supply another, e.g. one that goes through a proxy. */
export const ACME_HTTP: Token<AcmeHttp> = token("driver-acme/http");

/** Hardware type `acme`: power over Acme's BMC; the rest as of any machine that boots over the network. */
export const acmeDriver: DriverDefinition = defineDriver({
  id: "acme",
  interfaces: {
    // Preference order: the first is a new node's default. Names in quotes are implementations of other packages.
    power: [bind("power", "acme", { deps: { http: ACME_HTTP }, create: ({ http }) => new AcmePower(http) })],
    management: ["noop"],
    boot: ["ipxe"],
    deploy: ["direct"],
    network: ["noop"],
  },
  providers: [provide(ACME_HTTP, { deps: {}, create: () => (url, request) => fetch(url, request) })],
});
