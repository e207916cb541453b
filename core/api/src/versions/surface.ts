import { CHASSIS_FIELDS } from "../chassis/endpoints.js";
import { CONDUCTOR_FIELDS } from "../conductors/endpoints.js";
import { ENDPOINTS } from "../create-api.js";
import { DRIVER_FIELDS } from "../drivers/endpoints.js";
import { NODE_FIELDS } from "../nodes/node-fields.js";
import { PORTGROUP_FIELDS } from "../portgroups/endpoints.js";
import { PORT_FIELDS } from "../ports/port-fields.js";

/** An endpoint or a field, and the first minor version that has it. @public */
export interface SurfaceEntry {
  readonly name: string;
  /** Minor version: 31 is 1.31. */
  readonly since: number;
}

/** @public */
export interface SurfaceEndpoint {
  readonly method: string;
  /** With `:name` parameters. */
  readonly path: string;
  readonly since: number;
  /** False: served without a microversion. */
  readonly isVersioned: boolean;
  readonly args: readonly SurfaceEntry[];
}

/** What the API serves, as its tables say. @public */
export interface ApiSurface {
  readonly endpoints: readonly SurfaceEndpoint[];
  /** Resource → its fields. */
  readonly fields: Readonly<Record<string, readonly SurfaceEntry[]>>;
}

/** Everything that is served and since when, for documents and tools. @public */
export function apiSurface(): ApiSurface {
  const entries = (table: readonly SurfaceEntry[]) => table.map(({ name, since }) => ({ name, since }));
  return {
    endpoints: ENDPOINTS.map(({ method, path, since = 1, isVersioned = true, args = {} }) => ({
      method,
      path,
      since,
      isVersioned,
      args: Object.entries(args).map(([name, arg]) => ({ name, since: Math.max(since, arg.since ?? 1) })),
    })),
    fields: {
      node: entries(NODE_FIELDS),
      port: entries(PORT_FIELDS),
      portgroup: entries(PORTGROUP_FIELDS),
      chassis: entries(CHASSIS_FIELDS),
      driver: entries(DRIVER_FIELDS),
      conductor: entries(CONDUCTOR_FIELDS),
    },
  };
}
