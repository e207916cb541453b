import type { Page, PageRequest } from "./page.js";

/** An entry of a node's history. Source: Ironic REST API, "Node history" (1.78, 1.113, 1.115). @public */
export interface HistoryEntry {
  readonly id: number;
  readonly uuid: string;
  readonly nodeUuid: string;
  readonly severity: "ERROR" | "INFO";
  readonly eventType: string;
  readonly event: string;
  readonly conductor: string | null;
  readonly user: string | null;
  readonly project: string | null;
  readonly state: string | null;
  readonly targetProvisionState: string | null;
  readonly durationSeconds: number | null;
  readonly createdAt: string;
}

/** @public */
export interface HistoryStore {
  add(
    entry: Pick<HistoryEntry, "nodeUuid" | "severity" | "eventType" | "event"> &
      Partial<Omit<HistoryEntry, "id" | "uuid" | "createdAt">>,
  ): Promise<HistoryEntry>;
  get(nodeUuid: string, uuid: string): Promise<HistoryEntry>;
  list(nodeUuid: string, page: PageRequest<keyof HistoryEntry>): Promise<Page<HistoryEntry>>;
  /** Deletes the oldest entries of a node beyond `maxEntries`. */
  trim(nodeUuid: string, maxEntries: number): Promise<void>;
}
