declare const type: unique symbol;

/** Names something that the container can supply. Two tokens with one id are the same. @public */
export interface Token<T> {
  readonly id: string;
  readonly [type]?: T;
}

/** Makes a token; `id` is `<package>/<name>` in kebab-case. @public */
export function token<T>(id: string): Token<T> {
  return { id };
}

/** What a factory needs, by name. @public */
export type Deps = Readonly<Record<string, Token<unknown>>>;

/** The values for {@link Deps}. @public */
export type Resolved<D extends Deps> = { readonly [K in keyof D]: D[K] extends Token<infer T> ? T : never };

/** Makes the value of a token, once per process. @public */
export interface Provider {
  readonly token: Token<unknown>;
  readonly deps: Deps;
  create(deps: Readonly<Record<string, unknown>>): unknown;
  dispose?(value: unknown): Promise<void>;
}

/** Declares how the value of `token` is made and, when the process ends, given back. @public */
export function provide<T, D extends Deps>(
  token: Token<T>,
  how: { readonly deps: D; create(deps: Resolved<D>): T; dispose?(value: T): Promise<void> },
): Provider {
  return { token, ...how } as unknown as Provider;
}
