export { type AcmeHttp, AcmePower } from "./acme-power.js";
export { ACME_HTTP, acmeDriver } from "./driver.js";
