import { ok } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";

/** `/v1/shards`: how many nodes each shard has; nodes without one are counted under "None", as in Ironic. */
export const shardEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/shards",
    since: 82,
    run: async (call) => {
      const counts = await call.store.nodes.countByShard();
      return ok({ shards: counts.map(({ shard, count }) => ({ name: shard ?? "None", count })) });
    },
  },
];
