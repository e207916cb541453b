export type { StepCheck, StepDone, StepOutcome, StepPower, StepReboot, StepWait } from "./step-outcome.js";
export { DONE } from "./step-outcome.js";
export type {
  FlowControlStep,
  StepArgsInfo,
  StepDefinition,
  StepDescription,
  StepPhase,
  StepRepeat,
  StepRow,
  StepTable,
  StepTableBuilder,
} from "./step-table.js";
export { FLOW_CONTROL_STEPS, STEP_PHASES, stepsFor } from "./step-table.js";
