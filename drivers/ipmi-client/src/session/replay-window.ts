const WINDOW = 32;

/**
 * Accepts each inbound session sequence number once.
 *
 * @remarks
 * A number up to 31 behind the highest one seen is accepted if it was not seen before; older ones are dropped. A number
 * ahead is accepted at any distance: only signed packets get here, so a jump means lost packets, and refusing it would
 * end the session. Numbers wrap after 2^32−1 and skip 0. Source: IPMI 2.0 rev. 1.1, section 6.12.13.
 * @internal
 */
export class ReplayWindow {
  #highest: number | undefined;
  /** Bit n: `highest − n` was seen. */
  #seen = 0;

  accept(sequence: number): boolean {
    if (sequence === 0) return false;
    if (this.#highest === undefined) {
      this.#highest = sequence;
      this.#seen = 1;
      return true;
    }
    const ahead = (sequence - this.#highest) | 0;
    if (ahead > 0) {
      this.#seen = ahead >= WINDOW ? 1 : ((this.#seen << ahead) | 1) >>> 0;
      this.#highest = sequence;
      return true;
    }
    const behind = -ahead;
    if (behind < 0 || behind >= WINDOW) return false;
    const bit = (1 << behind) >>> 0;
    if ((this.#seen & bit) !== 0) return false;
    this.#seen = (this.#seen | bit) >>> 0;
    return true;
  }
}
