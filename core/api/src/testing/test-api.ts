import type { MachineFileServer } from "@steelyard/runtime-interfaces";
import { type Api, createApi } from "../create-api.js";
import { HARDWARE_TABLE } from "./hardware-table.js";
import { createMemoryStore } from "./memory-store.js";
import { createScriptedConductor } from "./scripted-conductor.js";

const SINCE = "2026-01-02T03:04:05.678Z";

/** An API over a memory store and a scripted conductor. */
export function createTestApi(options: { readonly files?: MachineFileServer } = {}) {
  const store = createMemoryStore([
    {
      id: 1,
      hostname: "localhost",
      conductorGroup: "",
      shards: [],
      hardwareTypes: HARDWARE_TABLE,
      address: null,
      publicKey: null,
      epoch: 1,
      isAlive: true,
      isDraining: false,
      leaseUntil: SINCE,
      createdAt: SINCE,
      updatedAt: SINCE,
    },
  ]);
  const conductor = createScriptedConductor(() => store, "localhost");
  const failures: unknown[] = [];
  const log = { error: (_message: string, facts: object = {}) => void failures.push(facts), warn: () => undefined };
  const api: Api = createApi({ store, conductor, log, ...options });

  async function request(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS",
    url: string,
    body?: unknown,
    version: string | null = "1.82",
  ) {
    const answer = await api.inject({
      method,
      url,
      headers: {
        ...(version === null ? {} : { "x-openstack-ironic-api-version": version }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const json = answer.body === "" ? undefined : (JSON.parse(answer.body) as Record<string, never>);
    return { ...answer, json: json as unknown as Record<string, unknown> & { error_message: string } };
  }
  return { api, store, conductor, failures, request };
}
