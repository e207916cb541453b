const MAX_LINES = 5000;

/** What the agent says about its work; kept for `log.collect_system_logs`. Never told a secret. */
export class AgentLog {
  readonly #lines: string[] = [];

  write(line: string): void {
    this.#lines.push(`${new Date().toISOString()} ${line}`);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }

  text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }
}
