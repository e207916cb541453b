export { startCustomConductor } from "./custom-conductor.js";
export { rackDriver } from "./rack-driver.js";
