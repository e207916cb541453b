export type { InspectInterface, InspectionData, InspectOutcome } from "./inspect-interface.js";
export { NoInspect } from "./no-inspect.js";
