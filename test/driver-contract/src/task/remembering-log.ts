import type { JsonObject, TaskLog } from "@steelyard/interfaces";

/** A line that was logged. @public */
export interface LogLine {
  readonly level: keyof TaskLog;
  readonly message: string;
  readonly facts: JsonObject;
}

/** A log that can be asked what was written to it. @public */
export class RememberingLog implements TaskLog {
  readonly lines: LogLine[] = [];

  debug(message: string, facts: JsonObject = {}): void {
    this.lines.push({ level: "debug", message, facts });
  }
  info(message: string, facts: JsonObject = {}): void {
    this.lines.push({ level: "info", message, facts });
  }
  warn(message: string, facts: JsonObject = {}): void {
    this.lines.push({ level: "warn", message, facts });
  }
  error(message: string, facts: JsonObject = {}): void {
    this.lines.push({ level: "error", message, facts });
  }

  /** Everything that was written, as one text to search in. */
  text(): string {
    return this.lines.map((line) => JSON.stringify(line)).join("\n");
  }
}
