import type { Port, Portgroup } from "@steelyard/interfaces";
import type { NodeGuard } from "./node-store.js";
import type { Page, PageRequest } from "./page.js";

/** @public */
export type NewPort = Pick<Port, "uuid" | "address" | "nodeUuid"> &
  Partial<Omit<Port, "id" | "version" | "createdAt" | "updatedAt">>;

/** @public */
export type PortChanges = Partial<Omit<Port, "id" | "uuid" | "version" | "createdAt" | "updatedAt">>;

/** @public */
export interface PortFilter {
  readonly nodeUuid?: string;
  readonly portgroupUuid?: string;
  readonly address?: string;
  readonly addresses?: readonly string[];
  readonly owner?: string;
  readonly project?: string;
  readonly shards?: readonly string[];
  readonly conductorGroups?: readonly string[];
  readonly descriptionContains?: string;
  readonly vendor?: string;
  readonly category?: string;
}

/** Ports. Writes are guarded by the node they belong to. @public */
export interface PortStore {
  /** @throws StoreError `DUPLICATE` (`uuid`, `address`, `name`), `NOT_FOUND` for the node */
  create(port: NewPort): Promise<Port>;
  /** By uuid, MAC address or name. @throws StoreError `NOT_FOUND` */
  get(ident: { readonly uuid: string } | { readonly address: string } | { readonly name: string }): Promise<Port>;
  list(filter: PortFilter, page: PageRequest<keyof Port>): Promise<Page<Port>>;
  /** All ports of one node, by id. */
  ofNode(nodeUuid: string): Promise<readonly Port[]>;
  update(uuid: string, changes: PortChanges, nodeGuard: NodeGuard): Promise<Port>;
  delete(uuid: string, nodeGuard: NodeGuard): Promise<void>;
}

/** @public */
export type NewPortgroup = Pick<Portgroup, "uuid" | "nodeUuid"> &
  Partial<Omit<Portgroup, "id" | "version" | "createdAt" | "updatedAt">>;

/** @public */
export type PortgroupChanges = Partial<Omit<Portgroup, "id" | "uuid" | "version" | "createdAt" | "updatedAt">>;

/** Portgroups. @public */
export interface PortgroupStore {
  create(portgroup: NewPortgroup): Promise<Portgroup>;
  get(ident: { readonly uuid: string } | { readonly address: string } | { readonly name: string }): Promise<Portgroup>;
  list(
    filter: Omit<PortFilter, "portgroupUuid" | "vendor" | "category">,
    page: PageRequest<keyof Portgroup>,
  ): Promise<Page<Portgroup>>;
  ofNode(nodeUuid: string): Promise<readonly Portgroup[]>;
  update(uuid: string, changes: PortgroupChanges, nodeGuard: NodeGuard): Promise<Portgroup>;
  /** @throws StoreError `IN_USE` while ports belong to it */
  delete(uuid: string, nodeGuard: NodeGuard): Promise<void>;
}
