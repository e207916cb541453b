export type { NodeSubject, NodeTask, RunningStep, TaskLog } from "./node-task.js";
