import type { ProvisionEvent } from "./transitions.js";

/** What a wire verb means. @public */
export interface Verb {
  readonly event: ProvisionEvent;
  /** Minor of the first microversion that knows it. */
  readonly since: number;
}

/**
 * The targets of `PUT /v1/nodes/{node}/states/provision`.
 *
 * @remarks `abort` is known in `inspect wait` since 1.41 and in `wait call-back` since 1.110.
 * Source: Ironic `ironic.common.states.VERBS` and `ironic.api.controllers.v1.versions`.
 * @public
 */
export const VERBS: Readonly<Record<string, Verb>> = {
  active: { event: "deploy", since: 1 },
  deploy: { event: "deploy", since: 73 },
  rebuild: { event: "rebuild", since: 1 },
  deleted: { event: "delete", since: 1 },
  undeploy: { event: "delete", since: 73 },
  manage: { event: "manage", since: 4 },
  provide: { event: "provide", since: 4 },
  inspect: { event: "inspect", since: 6 },
  abort: { event: "abort", since: 13 },
  clean: { event: "clean", since: 15 },
  adopt: { event: "adopt", since: 17 },
  rescue: { event: "rescue", since: 38 },
  unrescue: { event: "unrescue", since: 38 },
  unhold: { event: "unhold", since: 85 },
  service: { event: "service", since: 87 },
};

/** Verbs refused while a node is in maintenance. Source: Ironic `ironic.conductor.manager`. @public */
export const MAINTENANCE_BLOCKED_VERBS: ReadonlySet<string> = new Set([
  "active",
  "deploy",
  "rebuild",
  "clean",
  "service",
  "rescue",
  "unrescue",
]);
