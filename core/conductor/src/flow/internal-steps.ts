import { adoptSteps } from "./adopt-steps.js";
import { cleanSteps } from "./clean-steps.js";
import { deploySteps } from "./deploy-steps.js";
import { inspectSteps } from "./inspect-steps.js";
import type { InternalStep } from "./internal-step.js";
import { powerSteps } from "./power-steps.js";
import { rescueSteps } from "./rescue-steps.js";
import { serviceSteps } from "./service-steps.js";
import { settingSteps } from "./setting-steps.js";
import { undeploySteps } from "./undeploy-steps.js";
import { verifySteps } from "./verify-steps.js";

/** The conductor's own steps by name; a name stays as long as rows may hold it. */
export const INTERNAL_STEPS: Readonly<Record<string, InternalStep>> = {
  ...adoptSteps,
  ...cleanSteps,
  ...deploySteps,
  ...inspectSteps,
  ...powerSteps,
  ...rescueSteps,
  ...serviceSteps,
  ...settingSteps,
  ...undeploySteps,
  ...verifySteps,
};
