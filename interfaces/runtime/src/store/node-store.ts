import type { DriverNodeChanges, InterfaceNames, Node, PowerState, ProvisionState } from "@steelyard/interfaces";
import type { Page, PageRequest } from "./page.js";

/** What a new node is made of; the store adds id, version and times. `uuid` must be given. @public */
export type NewNode = Pick<Node, "uuid" | "driver" | "interfaces"> &
  Partial<Omit<Node, "id" | "version" | "createdAt" | "updatedAt" | "reservation" | "traits">>;

/** Changes of a node's columns. A JSON column given here is replaced whole; see `merge` for keys. @public */
export type NodeChanges = Partial<
  Omit<
    Node,
    | "id"
    | "uuid"
    | "version"
    | "createdAt"
    | "updatedAt"
    | "reservation"
    | "traits"
    | "interfaces"
    | "provisionUpdatedAt"
  >
> & {
  /** Replaces only the types given. */
  readonly interfaces?: Partial<InterfaceNames>;
  /** Sets `provisionUpdatedAt` to the database's now. A change of `provisionState` does so too. */
  readonly touchProvision?: true;
  /** Merged by top-level key, after the whole-column changes. */
  readonly merge?: Pick<DriverNodeChanges, "driverInternalInfo" | "instanceInfo" | "properties"> & {
    readonly extra?: DriverNodeChanges["instanceInfo"];
    readonly driverInfo?: DriverNodeChanges["instanceInfo"];
  };
};

/** Proof that this process holds a node: made by `acquire` or by claiming an action. @public */
export interface NodeLock {
  readonly nodeUuid: string;
  readonly conductor: string;
  readonly epoch: number;
  /** Random; tells two holders in one process apart. */
  readonly lockToken: string;
}

/** The condition a change of a node is made under. @public */
export type NodeGuard =
  /** The version that was validated, and no reservation. `VERSION_CONFLICT`, `NODE_LOCKED`. */
  | { readonly kind: "version"; readonly version: number }
  /** The reservation. `LOCK_LOST`. */
  | { readonly kind: "lock"; readonly lock: NodeLock }
  /** None but that the row is there: only for merges that any process may make (heartbeats). */
  | { readonly kind: "none" };

/** @public */
export type NodeIdent = { readonly uuid: string } | { readonly name: string };

/** Columns a node list can be sorted by. @public */
export type NodeSortKey = keyof Node;

/** All given filters must hold. @public */
export interface NodeFilter {
  readonly uuids?: readonly string[];
  readonly instanceUuid?: string;
  readonly instanceName?: string;
  /** True: has an instance. */
  readonly associated?: boolean;
  readonly maintenance?: boolean;
  readonly fault?: string;
  readonly retired?: boolean;
  readonly provisionStates?: readonly ProvisionState[];
  readonly powerState?: PowerState;
  readonly drivers?: readonly string[];
  readonly resourceClass?: string;
  /** Case is ignored. */
  readonly conductorGroups?: readonly string[];
  readonly chassisUuid?: string;
  readonly owner?: string;
  readonly lessee?: string;
  /** Owner or lessee is this project. */
  readonly project?: string;
  readonly shards?: readonly string[];
  /** True: has a shard. */
  readonly sharded?: boolean;
  /** Absent: parents and children. `null`: only nodes without a parent. */
  readonly parentNode?: string | null;
  /** Part of the description, case ignored. */
  readonly descriptionContains?: string;
  readonly reserved?: boolean;
  readonly reservedBy?: readonly string[];
}

/** Nodes and their traits. @public */
export interface NodeStore {
  /** @throws StoreError `DUPLICATE` naming the field (`uuid`, `name`, `instance_uuid`) */
  create(node: NewNode): Promise<Node>;
  /** @throws StoreError `NOT_FOUND` */
  get(ident: NodeIdent): Promise<Node>;
  find(ident: NodeIdent): Promise<Node | undefined>;
  /** Node by MAC addresses of its ports; undefined for none, an error of code `DUPLICATE` when they belong to several. */
  findByAddresses(addresses: readonly string[]): Promise<Node | undefined>;
  list(filter: NodeFilter, page: PageRequest<NodeSortKey>): Promise<Page<Node>>;
  count(filter: NodeFilter): Promise<number>;
  /** Shard → number of nodes, ordered by shard; null last. */
  countByShard(): Promise<readonly { readonly shard: string | null; readonly count: number }[]>;
  /** @throws StoreError `NOT_FOUND`, `DUPLICATE`, and what the guard says */
  update(uuid: string, changes: NodeChanges, guard: NodeGuard): Promise<Node>;
  /** Deletes the node with its ports, portgroups, traits, history, actions and files.
   * @throws StoreError `NOT_FOUND`, and what the guard says */
  delete(uuid: string, guard: NodeGuard): Promise<void>;
  /**
   * Reserves a node for a call that is not an action (synchronous requests, power sync).
   * A reservation of a conductor whose lease has lapsed, with no action behind it, is taken over.
   * @throws StoreError `NOT_FOUND`, `NODE_LOCKED` naming the holder
   */
  acquire(
    uuid: string,
    holder: { readonly conductor: string; readonly epoch: number },
  ): Promise<{ node: Node; lock: NodeLock }>;
  /** Gives a reservation back; one that is not held any more is left as it is. */
  release(lock: NodeLock): Promise<void>;
  /** Replaces, adds or removes traits. Guarded like `update`. */
  setTraits(uuid: string, traits: readonly string[], guard: NodeGuard): Promise<void>;
  addTrait(uuid: string, trait: string, guard: NodeGuard): Promise<void>;
  /** @throws StoreError `NOT_FOUND` when the node lacks the trait */
  removeTrait(uuid: string, trait: string, guard: NodeGuard): Promise<void>;
}
