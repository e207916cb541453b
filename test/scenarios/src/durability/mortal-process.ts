import type { Store } from "@steelyard/runtime-interfaces";

/** When a process dies: before the call of this number is carried out, or after, so that its answer is lost. */
export interface DeathPoint {
  /** Counted from 1 over all calls of the store and of machines. */
  readonly call: number;
  readonly when: "before" | "after";
}

/**
 * Stands for a process that dies at one of its calls to the outside: that call and all later ones never answer, and nothing
 * of what it would have done next happens.
 */
export class MortalProcess {
  readonly #point: DeathPoint | undefined;
  #calls = 0;
  #die: () => void = () => undefined;
  isDead = false;
  /** Resolves when it dies. */
  readonly died: Promise<void>;

  constructor(point?: DeathPoint) {
    this.#point = point;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  get calls(): number {
    return this.#calls;
  }

  /** One call to the outside. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    this.#calls += 1;
    const isLast = this.#calls === this.#point?.call;
    if (isLast && this.#point?.when === "before") return this.#end();
    const result = await work();
    if (isLast) return this.#end();
    return this.isDead ? never() : result;
  }

  /** The store as this process reaches it. A transaction is one call. */
  store(store: Store): Store {
    const repository = (target: object): object =>
      new Proxy(target, {
        get: (on, key) => {
          const value: unknown = Reflect.get(on, key);
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => this.call(async () => value.apply(on, args) as Promise<unknown>);
        },
      });
    return new Proxy(store, {
      get: (on, key) => {
        const value: unknown = Reflect.get(on, key);
        if (key === "onWork" || key === "dialect") return value;
        if (typeof value === "function")
          return (...args: unknown[]) => this.call(async () => value.apply(on, args) as Promise<unknown>);
        return typeof value === "object" && value !== null ? repository(value) : value;
      },
    });
  }

  #end<T>(): Promise<T> {
    this.isDead = true;
    this.#die();
    return never();
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
