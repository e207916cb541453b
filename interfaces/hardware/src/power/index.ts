export type { PowerInterface, SetPowerOptions } from "./power-interface.js";
