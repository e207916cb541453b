/** Counts from 1 to 2^32−1, then starts again at 1; 0 marks packets outside a session. @internal */
export class OutboundSequence {
  #next: number;

  constructor(first = 1) {
    this.#next = first;
  }

  take(): number {
    const value = this.#next;
    this.#next = value === 0xffff_ffff ? 1 : value + 1;
    return value;
  }
}
