import type { JsonObject, TaskLog } from "@steelyard/interfaces";
import { destination, type Logger, pino } from "pino";
import type { LogSection } from "../config/program-config.js";

/** JSON lines on stderr; stdout belongs to the program's own output. */
export function createLogger({ level }: LogSection, path?: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(path ?? 2));
}

/** The logger as the runtime takes it. */
export function taskLog(logger: Logger): TaskLog {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, facts: JsonObject = {}): void =>
      logger[level](facts, message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
