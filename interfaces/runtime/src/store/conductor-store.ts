import type { InterfaceType } from "@steelyard/interfaces";

/** A hardware type with the interfaces a conductor has enabled for it. @public */
export interface ServedHardwareType {
  readonly name: string;
  /** Enabled implementations per type, in preference order; the first is the default unless `defaults` says another. */
  readonly interfaces: Readonly<Record<InterfaceType, readonly string[]>>;
  readonly defaults: Readonly<Record<InterfaceType, string | null>>;
}

/** A conductor as a row. @public */
export interface ConductorRecord {
  readonly id: number;
  readonly hostname: string;
  readonly conductorGroup: string;
  /** Shards it is bound to; empty: all. */
  readonly shards: readonly string[];
  readonly hardwareTypes: readonly ServedHardwareType[];
  /** Base URL of its API. */
  readonly address: string | null;
  readonly publicKey: string | null;
  readonly epoch: number;
  /** By the database's clock. */
  readonly isAlive: boolean;
  readonly isDraining: boolean;
  readonly leaseUntil: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** @public */
export interface ConductorRegistration {
  readonly hostname: string;
  readonly conductorGroup: string;
  readonly shards?: readonly string[];
  readonly hardwareTypes: readonly ServedHardwareType[];
  readonly address: string | null;
  readonly publicKey: string | null;
  readonly leaseMs: number;
}

/** Membership by leases. @public */
export interface ConductorStore {
  /** Joins under a new epoch. @throws StoreError `CONDUCTOR_ALIVE` while another process's lease under this name has not lapsed */
  register(registration: ConductorRegistration): Promise<ConductorRecord>;
  /** Renews the lease. @returns false when the epoch is not the row's any more: the caller has lost everything */
  renew(hostname: string, epoch: number, leaseMs: number): Promise<boolean>;
  setDraining(hostname: string, epoch: number, isDraining: boolean): Promise<void>;
  /** Gives the lease back. */
  unregister(hostname: string, epoch: number): Promise<void>;
  /** Changes the address after the API listens. */
  setAddress(hostname: string, epoch: number, address: string): Promise<void>;
  get(hostname: string): Promise<ConductorRecord>;
  list(): Promise<readonly ConductorRecord[]>;
}
