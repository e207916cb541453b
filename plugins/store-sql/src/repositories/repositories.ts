import type { Repositories } from "@steelyard/runtime-interfaces";
import type { Scope } from "../database/scope.js";
import { actionRepository } from "./action-repository.js";
import { bmcSessionRepository } from "./bmc-session-repository.js";
import { chassisRepository } from "./chassis-repository.js";
import { conductorRepository } from "./conductor-repository.js";
import { historyRepository } from "./history-repository.js";
import { machineFileRepository } from "./machine-file-repository.js";
import { nodeDataRepository } from "./node-data-repository.js";
import { nodeRepository } from "./node-repository.js";
import { portRepository } from "./port-repository.js";
import { portgroupRepository } from "./portgroup-repository.js";
import { settingRepository } from "./setting-repository.js";
import { stepRunRepository } from "./step-run-repository.js";

/** All repositories over one scope. */
export function repositories(scope: Scope): Repositories {
  return {
    nodes: nodeRepository(scope),
    ports: portRepository(scope),
    portgroups: portgroupRepository(scope),
    chassis: chassisRepository(scope),
    conductors: conductorRepository(scope),
    actions: actionRepository(scope),
    stepRuns: stepRunRepository(scope),
    history: historyRepository(scope),
    nodeData: nodeDataRepository(scope),
    machineFiles: machineFileRepository(scope),
    bmcSessions: bmcSessionRepository(scope),
    settings: settingRepository(scope),
  };
}
