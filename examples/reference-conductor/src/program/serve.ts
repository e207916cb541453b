import type { TaskLog } from "@steelyard/interfaces";
import { type EffectiveConfig, sectionOf } from "../config/load-config.js";
import { LOG_CONFIG } from "../config/program-config.js";
import { assemble } from "./assemble.js";
import type { LoadedModules } from "./load-modules.js";
import { createLogger, taskLog } from "./program-log.js";
import { stopRequest } from "./stop-request.js";

/** Serves until SIGTERM or SIGINT, then drains. Prints `{"event":"ready","api":"…"}` when it serves. */
export async function serve(loaded: LoadedModules, config: EffectiveConfig): Promise<void> {
  const log: TaskLog = taskLog(createLogger(sectionOf(config, LOG_CONFIG)));
  const stop = stopRequest();
  const program = await assemble(loaded, config, log);
  try {
    const api = await program.start(stop.first);
    process.stdout.write(`${JSON.stringify({ event: "ready", api })}\n`);
    await stop.asked;
    log.info("draining", { reason: "asked to stop" });
  } catch (error) {
    if (!stop.first.aborted) throw error;
  } finally {
    await program.end(stop.second);
    stop.release();
  }
  log.info("stopped");
}
