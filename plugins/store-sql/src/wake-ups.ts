import pg from "pg";

const COALESCE_MS = 20;
const RECONNECT_MS = 1000;
const CHANNEL = "steelyard_work";

/** Tells listeners, here and in other processes, that work became due. Only a hint. Source: DESIGN §4. */
export class WakeUps {
  readonly #listeners = new Set<() => void>();
  readonly #url: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isTold = true;
  #connection: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param url - of the PostgreSQL database; absent: this process alone */
  constructor(url?: string) {
    this.#url = url;
  }

  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#connection === undefined) void this.#listen();
    return () => this.#listeners.delete(listener);
  }

  /** Work became due here: at most one call in 20 ms goes out. */
  hint(): void {
    this.#schedule(false);
  }

  #schedule(isTold: boolean): void {
    if (this.#isClosed) return;
    this.#isTold &&= isTold;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const mustTell = !this.#isTold;
      this.#isTold = true;
      for (const listener of this.#listeners) listener();
      // Nobody waits for this: work that nobody is told of is found by looking.
      if (mustTell) this.#connection?.query(`NOTIFY ${CHANNEL}`).catch(() => this.#drop());
    }, COALESCE_MS);
  }

  async #listen(): Promise<void> {
    if (this.#url === undefined || this.#isClosed) return;
    const connection = new pg.Client({ connectionString: this.#url, keepAlive: true });
    this.#connection = connection;
    connection.on("error", () => this.#drop());
    connection.on("end", () => this.#drop());
    connection.on("notification", () => this.#schedule(true));
    try {
      await connection.connect();
      await connection.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.#drop();
    }
  }

  /** A lost connection costs latency only; another is tried soon. */
  #drop(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.removeAllListeners();
    connection?.on("error", () => undefined);
    connection?.end().catch(() => undefined);
    if (this.#isClosed) return;
    this.#reconnect ??= setTimeout(() => {
      this.#reconnect = undefined;
      void this.#listen();
    }, RECONNECT_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#reconnect);
    this.#listeners.clear();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.removeAllListeners();
    connection?.on("error", () => undefined);
    await connection?.end();
  }
}
