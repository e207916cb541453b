import type { FlowRun } from "./flow-run.js";
import { optional } from "./optional-read.js";

/** Keeps what the BIOS says now, where it says anything. Source: Ironic `ironic.conductor.utils.node_cache_bios_settings`. */
export async function cacheBiosSettings(run: FlowRun): Promise<void> {
  const { task, parts } = run;
  const settings = await optional(run, "the BIOS settings", () => task.interfaceOf("bios").readBiosSettings(task));
  if (settings !== undefined) await parts.store.nodeData.saveBiosSettings(task.nodeId, settings);
}
