import { type Token, token } from "@steelyard/interfaces";
import type { ActionStore } from "./action-store.js";
import type { BmcSessionStore } from "./bmc-session-store.js";
import type { ChassisStore } from "./chassis-store.js";
import type { ConductorStore } from "./conductor-store.js";
import type { HistoryStore } from "./history-store.js";
import type { MachineFileStore, NodeDataStore, SettingStore } from "./node-data-store.js";
import type { NodeStore } from "./node-store.js";
import type { PortgroupStore, PortStore } from "./port-store.js";
import type { StepRunStore } from "./step-run-store.js";

/** The repositories; those of a transaction see and commit together. @public */
export interface Repositories {
  readonly nodes: NodeStore;
  readonly ports: PortStore;
  readonly portgroups: PortgroupStore;
  readonly chassis: ChassisStore;
  readonly conductors: ConductorStore;
  readonly actions: ActionStore;
  readonly stepRuns: StepRunStore;
  readonly history: HistoryStore;
  readonly nodeData: NodeDataStore;
  readonly machineFiles: MachineFileStore;
  readonly bmcSessions: BmcSessionStore;
  readonly settings: SettingStore;
}

/**
 * Durable state. All times are the database's.
 *
 * @remarks Source: DESIGN §3 and §4. Any call may throw StoreError `UNAVAILABLE`.
 * @public
 */
export interface Store extends Repositories {
  readonly dialect: "sqlite" | "postgresql";
  /**
   * Runs `work` in one transaction: all of it is committed, or none. Inside, only the given repositories may be used, and
   * nothing but they may be awaited.
   */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /**
   * Calls `listener` soon after any process has committed due work (coalesced, at most one call per 20 ms). Only a hint: due
   * work is also found by looking. @returns a function that ends the subscription
   */
  onWork(listener: () => void): () => void;
  /** Brings the schema up to date. @throws StoreError `SCHEMA_NEW` */
  migrate(): Promise<void>;
  /** @throws StoreError `SCHEMA_OLD`, `SCHEMA_NEW` */
  checkSchema(): Promise<void>;
  close(): Promise<void>;
}

/** @public */
export const STORE: Token<Store> = token("runtime/store");
