const MAX_TAGS = 256;

/** The tags of the resources read last; the oldest go first. @internal */
export class RecentEtags {
  readonly #tags = new Map<string, string>();

  get(key: string): string | undefined {
    return this.#tags.get(key);
  }

  /** Undefined forgets: a write has changed the resource. */
  set(key: string, etag: string | undefined): void {
    this.#tags.delete(key);
    if (etag === undefined || etag === "") return;
    this.#tags.set(key, etag);
    const [oldest] = this.#tags.keys();
    if (this.#tags.size > MAX_TAGS && oldest !== undefined) this.#tags.delete(oldest);
  }
}
