/** Numbers that look random and are the same for equal seeds. Source: Lehmer's generator (Park and Miller 1993). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = 1 + (Math.abs(Math.trunc(seed)) % 2_147_483_645);
    for (let warm = 0; warm < 4; warm += 1) this.roll();
  }

  /** From 0 to below 1. */
  roll(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return (this.#state - 1) / 2_147_483_646;
  }
}
