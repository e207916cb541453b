import { BMC_SESSIONS, NoBmcSessions, type Provider, provide } from "@steelyard/interfaces";

/** Services that drivers name and can do without, as they are where neither a plugin nor the program provides them. */
export const BUILT_IN_PROVIDERS: readonly Provider[] = [
  provide(BMC_SESSIONS, { deps: {}, create: () => new NoBmcSessions() }),
];
