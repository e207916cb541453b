import { type Binding, type ConfigSection, configDefaults, type Deps, type Provider } from "@steelyard/interfaces";

/** Makes what a driver needs, once per token, from its own providers, the services of a test and default configuration. */
export class Parts {
  readonly #providers: readonly Provider[];
  readonly #sections: readonly ConfigSection<object>[];
  readonly #made = new Map<string, unknown>();
  readonly #disposals: (() => Promise<void>)[] = [];

  constructor(providers: readonly Provider[], sections: readonly ConfigSection<object>[]) {
    this.#providers = providers;
    this.#sections = sections;
  }

  make(binding: Binding): unknown {
    return binding.create(this.#resolve(binding.deps));
  }

  /** Gives back what was made, the last first. */
  async dispose(): Promise<void> {
    for (const dispose of this.#disposals.reverse()) await dispose();
  }

  #resolve(deps: Deps): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(deps).map(([name, { id }]) => [name, this.#supply(id)]));
  }

  #supply(id: string): unknown {
    if (this.#made.has(id)) return this.#made.get(id);
    const section = this.#sections.find(({ token }) => token.id === id);
    const provider = this.#providers.find(({ token }) => token.id === id);
    if (section === undefined && provider === undefined) throw new Error(`nobody supplies ${id}`);
    const value = section === undefined ? provider?.create(this.#resolve(provider.deps)) : configDefaults(section);
    this.#made.set(id, value);
    if (provider?.dispose !== undefined) this.#disposals.push(async () => provider.dispose?.(value));
    return value;
  }
}
