import {
  type BiosSetting,
  INTERFACE_TYPES,
  type InterfaceNames,
  NODE_DEFAULTS,
  type Node,
  PORT_DEFAULTS,
  PORTGROUP_DEFAULTS,
  type Port,
  type Portgroup,
} from "@steelyard/interfaces";
import {
  type Chassis,
  type ConductorRecord,
  type HistoryEntry,
  type NodeFilter,
  type NodeGuard,
  type Store,
  StoreError,
} from "@steelyard/runtime-interfaces";
import { MemoryTable } from "./memory-table.js";

const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
const among = (wanted: readonly unknown[] | undefined, value: unknown): boolean =>
  wanted === undefined || wanted.includes(value);

function nodeMatches(node: Node, filter: NodeFilter): boolean {
  return (
    is(filter.instanceUuid, node.instanceUuid as string) &&
    is(filter.instanceName, node.instanceName as string) &&
    is(filter.associated, node.instanceUuid !== null) &&
    is(filter.maintenance, node.maintenance) &&
    is(filter.fault, node.fault as string) &&
    is(filter.retired, node.retired) &&
    among(filter.provisionStates, node.provisionState) &&
    among(filter.drivers, node.driver) &&
    is(filter.resourceClass, node.resourceClass as string) &&
    among(
      filter.conductorGroups?.map((group) => group.toLowerCase()),
      node.conductorGroup,
    ) &&
    is(filter.chassisUuid, node.chassisUuid as string) &&
    is(filter.owner, node.owner as string) &&
    is(filter.lessee, node.lessee as string) &&
    (filter.project === undefined || node.owner === filter.project || node.lessee === filter.project) &&
    among(filter.shards, node.shard) &&
    is(filter.sharded, node.shard !== null) &&
    is(filter.parentNode, node.parentNode) &&
    (filter.descriptionContains === undefined ||
      (node.description ?? "").toLowerCase().includes(filter.descriptionContains.toLowerCase()))
  );
}

/** A store in memory with what the API uses of the contract; everything else throws. */
export function createMemoryStore(conductors: readonly ConductorRecord[]): Store {
  const nodes = new MemoryTable<Node>("node", ["name", "instanceUuid"]);
  const ports = new MemoryTable<Port>("port", ["address", "name"]);
  const portgroups = new MemoryTable<Portgroup>("portgroup", ["address", "name"]);
  const chassis = new MemoryTable<Chassis>("chassis", []);
  const history = new MemoryTable<HistoryEntry>("history event", []);
  const bios = new Map<string, readonly (BiosSetting & { createdAt: string; updatedAt: null })[]>();

  const check = (uuid: string, guard: NodeGuard): Node => {
    const node = nodes.get(uuid);
    if (guard.kind !== "version") return node;
    if (node.reservation !== null)
      throw new StoreError("NODE_LOCKED", { resource: "node", value: uuid, holder: node.reservation });
    if (node.version !== guard.version) throw new StoreError("VERSION_CONFLICT", { resource: "node", value: uuid });
    return node;
  };
  const findNode = (ident: { uuid?: string; name?: string }) =>
    ident.uuid === undefined ? nodes.find(({ name }) => name === ident.name) : nodes.rows.get(ident.uuid);
  const byIdent = <T extends Port | Portgroup>(
    table: MemoryTable<T>,
    ident: { uuid?: string; address?: string; name?: string },
  ) => {
    if (ident.uuid !== undefined) return table.get(ident.uuid);
    const found = table.find((row) =>
      ident.name === undefined ? row.address === ident.address : row.name === ident.name,
    );
    if (found === undefined)
      throw new StoreError("NOT_FOUND", { resource: "port", value: ident.name ?? ident.address ?? "" });
    return found;
  };
  const setTraits = (uuid: string, traits: readonly string[]) =>
    void nodes.update(uuid, { traits: [...new Set(traits)].sort() });
  const ofShard = (shards: readonly string[] | undefined, nodeUuid: string) =>
    among(shards, nodes.rows.get(nodeUuid)?.shard);

  const store = {
    dialect: "sqlite",
    nodes: {
      create: async (node: Omit<Node, "traits" | "reservation">) =>
        nodes.insert({
          ...NODE_DEFAULTS,
          traits: [],
          reservation: null,
          ...node,
          interfaces: {
            ...Object.fromEntries(INTERFACE_TYPES.map((type) => [type, null])),
            ...node.interfaces,
          } as InterfaceNames,
        }),
      get: async (ident: { uuid: string }) => nodes.get(ident.uuid),
      find: async (ident: { uuid?: string; name?: string }) => findNode(ident),
      findByAddresses: async (addresses: readonly string[]) => {
        const port = ports.find(({ address }) => addresses.includes(address));
        return port === undefined ? undefined : nodes.rows.get(port.nodeUuid);
      },
      list: async (filter: NodeFilter, page: never) => nodes.list((node) => nodeMatches(node, filter), page),
      countByShard: async () => {
        const counts = new Map<string | null, number>();
        for (const { shard } of nodes.rows.values()) counts.set(shard, (counts.get(shard) ?? 0) + 1);
        return [...counts].map(([shard, count]) => ({ shard, count }));
      },
      update: async (uuid: string, changes: Partial<Node>, guard: NodeGuard) => {
        const node = check(uuid, guard);
        const moved = changes.provisionState === undefined ? {} : { provisionUpdatedAt: new Date().toISOString() };
        return nodes.update(uuid, { ...changes, ...moved, interfaces: { ...node.interfaces, ...changes.interfaces } });
      },
      delete: async (uuid: string) => {
        nodes.get(uuid);
        nodes.rows.delete(uuid);
        for (const port of [...ports.rows.values()]) if (port.nodeUuid === uuid) ports.rows.delete(port.uuid);
        for (const group of [...portgroups.rows.values()])
          if (group.nodeUuid === uuid) portgroups.rows.delete(group.uuid);
      },
      setTraits: async (uuid: string, traits: readonly string[], guard: NodeGuard) => {
        check(uuid, guard);
        setTraits(uuid, traits);
      },
      addTrait: async (uuid: string, trait: string, guard: NodeGuard) =>
        setTraits(uuid, [...check(uuid, guard).traits, trait]),
      removeTrait: async (uuid: string, trait: string, guard: NodeGuard) => {
        const { traits } = check(uuid, guard);
        if (!traits.includes(trait)) throw new StoreError("NOT_FOUND", { resource: "trait", value: trait });
        setTraits(
          uuid,
          traits.filter((other) => other !== trait),
        );
      },
    },
    ports: {
      create: async (port: Port) => ports.insert({ ...PORT_DEFAULTS, ...port }),
      get: async (ident: object) => byIdent(ports, ident),
      list: async (
        filter: { nodeUuid?: string; portgroupUuid?: string; address?: string; shards?: readonly string[] },
        page: never,
      ) =>
        ports.list(
          (port) =>
            is(filter.nodeUuid, port.nodeUuid) &&
            is(filter.portgroupUuid, port.portgroupUuid as string) &&
            is(filter.address, port.address) &&
            ofShard(filter.shards, port.nodeUuid),
          page,
        ),
      update: async (uuid: string, changes: object) => ports.update(uuid, changes),
      delete: async (uuid: string) => void ports.rows.delete(ports.get(uuid).uuid),
    },
    portgroups: {
      create: async (group: Portgroup) => portgroups.insert({ ...PORTGROUP_DEFAULTS, ...group }),
      get: async (ident: object) => byIdent(portgroups, ident),
      list: async (filter: { nodeUuid?: string; address?: string }, page: never) =>
        portgroups.list((row) => is(filter.nodeUuid, row.nodeUuid) && is(filter.address, row.address as string), page),
      update: async (uuid: string, changes: object) => portgroups.update(uuid, changes),
      delete: async (uuid: string) => void portgroups.rows.delete(portgroups.get(uuid).uuid),
    },
    chassis: {
      create: async (row: Chassis) => chassis.insert({ ...row }),
      get: async (uuid: string) => chassis.get(uuid),
      list: async (page: never) => chassis.list(() => true, page),
      update: async (uuid: string, changes: object) => chassis.update(uuid, changes),
      delete: async (uuid: string) => {
        chassis.get(uuid);
        if (nodes.find(({ chassisUuid }) => chassisUuid === uuid))
          throw new StoreError("IN_USE", { resource: "chassis", value: uuid });
        chassis.rows.delete(uuid);
      },
    },
    conductors: { list: async () => conductors },
    history: {
      add: async (entry: HistoryEntry) => history.insert({ ...HISTORY_DEFAULTS, ...entry, uuid: crypto.randomUUID() }),
      get: async (nodeUuid: string, uuid: string) => {
        const entry = history.get(uuid);
        if (entry.nodeUuid !== nodeUuid) throw new StoreError("NOT_FOUND", { resource: "history event", value: uuid });
        return entry;
      },
      list: async (nodeUuid: string, page: never) => history.list((entry) => entry.nodeUuid === nodeUuid, page),
    },
    nodeData: {
      saveBiosSettings: async (uuid: string, settings: readonly BiosSetting[]) =>
        void bios.set(
          uuid,
          settings.map((row) => ({ ...row, createdAt: new Date().toISOString(), updatedAt: null })),
        ),
      biosSettings: async (uuid: string) => bios.get(uuid) ?? [],
      firmwareComponents: async () => [],
      inspectionData: async () => undefined,
    },
  };
  return store as unknown as Store;
}

const HISTORY_DEFAULTS = {
  conductor: null,
  user: null,
  project: null,
  state: null,
  targetProvisionState: null,
  durationSeconds: null,
} as const;
