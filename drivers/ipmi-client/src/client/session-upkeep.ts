import type { IpmiSession } from "../session/ipmi-session.js";

/** @internal */
export interface UpkeepActions {
  keepAlive(session: IpmiSession): Promise<void>;
  close(session: IpmiSession): Promise<void>;
  onIdle(): void;
}

/**
 * The timers of an unused session: keep-alive messages, then Close Session. They do not keep the process alive.
 * @internal
 */
export class SessionUpkeep {
  readonly #times: { readonly keepAliveMs: number; readonly idleCloseMs: number };
  readonly #actions: UpkeepActions;
  #keepAlive: NodeJS.Timeout | undefined;
  #idleClose: NodeJS.Timeout | undefined;

  constructor(times: { readonly keepAliveMs: number; readonly idleCloseMs: number }, actions: UpkeepActions) {
    this.#times = times;
    this.#actions = actions;
  }

  /** Something uses the session. */
  pause(): void {
    clearInterval(this.#keepAlive);
    clearTimeout(this.#idleClose);
  }

  /** Nothing uses `session` any more. */
  resume(session: IpmiSession | undefined): void {
    this.pause();
    if (session === undefined) {
      this.#actions.onIdle();
      return;
    }
    const { keepAliveMs, idleCloseMs } = this.#times;
    if (keepAliveMs < idleCloseMs) {
      this.#keepAlive = setInterval(() => void this.#actions.keepAlive(session), keepAliveMs).unref();
    }
    this.#idleClose = setTimeout(() => void this.#end(session), idleCloseMs).unref();
  }

  async #end(session: IpmiSession): Promise<void> {
    clearInterval(this.#keepAlive);
    await this.#actions.close(session);
    this.#actions.onIdle();
  }
}
