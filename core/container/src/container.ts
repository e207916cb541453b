import "reflect-metadata";
import type { Provider, Token } from "@steelyard/interfaces";
import { type DependencyContainer, container as root } from "tsyringe";

/**
 * Makes each thing once, when it is first asked for, and gives all back in the end.
 * @public
 */
export interface Container {
  /** @throws Error when the token is provided already */
  provide(provider: Provider): this;
  /**
   * Supplies a value that others own: it is not disposed. It takes the place of a provider or value nobody has asked for yet.
   * @throws Error when the token's value is in use
   */
  set<T>(token: Token<T>, value: T): this;
  has(token: Token<unknown>): boolean;
  /** @throws Error naming the path of tokens, for a cycle, a token nobody provides or a provider that throws */
  get<T>(token: Token<T>): T;
  /** Makes an object of an `@injectable()` class; not kept. */
  construct<T>(type: new (...args: never[]) => T): T;
  /**
   * Disposes what was created, in reverse order, each after the other; every one is tried.
   * @throws AggregateError with all failures
   */
  dispose(): Promise<void>;
}

type Entry = { readonly provider?: Provider; value?: unknown; isMade: boolean; isInUse: boolean };

/** @public */
export function createContainer(): Container {
  return new TokenContainer();
}

class TokenContainer implements Container {
  readonly #entries = new Map<string, Entry>();
  readonly #created: { readonly id: string; readonly entry: Entry }[] = [];
  readonly #path: string[] = [];
  readonly #classes: DependencyContainer = root.createChildContainer();
  #disposal: Promise<void> | undefined;

  provide(provider: Provider): this {
    const { id } = provider.token;
    if (this.#entries.has(id)) throw new Error(`${id} is provided twice`);
    return this.#add(id, { provider, isMade: false, isInUse: false });
  }

  set<T>(token: Token<T>, value: T): this {
    if (this.#entries.get(token.id)?.isInUse === true) throw new Error(`${token.id} is in use and can not be replaced`);
    return this.#add(token.id, { value, isMade: true, isInUse: false });
  }

  has(token: Token<unknown>): boolean {
    return this.#entries.has(token.id);
  }

  get<T>(token: Token<T>): T {
    if (this.#disposal !== undefined) throw new Error(`${token.id} is asked for after the container was disposed`);
    return this.#valueOf(token.id) as T;
  }

  construct<T>(type: new (...args: never[]) => T): T {
    try {
      return this.#classes.resolve(type as new (...args: unknown[]) => T);
    } catch (cause) {
      throw new Error(`${type.name} can not be made: ${messageOf(cause)}`, { cause });
    }
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#disposeAll();
    return this.#disposal;
  }

  #add(id: string, entry: Entry): this {
    this.#entries.set(id, entry);
    this.#classes.register(id, { useFactory: () => this.get({ id }) });
    return this;
  }

  #valueOf(id: string): unknown {
    const path = [...this.#path, id].join(" → ");
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`nothing provides ${id} (${path})`);
    if (this.#path.includes(id)) throw new Error(`${id} needs itself (${path})`);
    if (!entry.isMade && entry.provider !== undefined) {
      this.#path.push(id);
      try {
        entry.value = this.#create(entry.provider, path);
      } finally {
        this.#path.pop();
      }
      entry.isMade = true;
      this.#created.push({ id, entry });
    }
    entry.isInUse = true;
    return entry.value;
  }

  #create({ deps, create }: Provider, path: string): unknown {
    const needed = Object.entries(deps).map(([name, token]) => [name, this.#valueOf(token.id)] as const);
    try {
      return create(Object.fromEntries(needed));
    } catch (cause) {
      throw new Error(`${path} could not be created: ${messageOf(cause)}`, { cause });
    }
  }

  async #disposeAll(): Promise<void> {
    const failures: Error[] = [];
    for (const { id, entry } of this.#created.toReversed()) {
      try {
        await entry.provider?.dispose?.(entry.value);
      } catch (cause) {
        failures.push(new Error(`${id} could not be disposed: ${messageOf(cause)}`, { cause }));
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, failures.map(({ message }) => message).join("; "));
    }
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
