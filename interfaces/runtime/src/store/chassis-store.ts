import type { JsonObject } from "@steelyard/interfaces";
import type { Page, PageRequest } from "./page.js";

/** A group of nodes. @public */
export interface Chassis {
  readonly id: number;
  readonly uuid: string;
  readonly description: string | null;
  readonly extra: JsonObject;
  readonly createdAt: string;
  readonly updatedAt: string | null;
}

/** @public */
export interface ChassisStore {
  create(chassis: Pick<Chassis, "uuid"> & Partial<Pick<Chassis, "description" | "extra">>): Promise<Chassis>;
  get(uuid: string): Promise<Chassis>;
  list(page: PageRequest<keyof Chassis>): Promise<Page<Chassis>>;
  update(uuid: string, changes: Partial<Pick<Chassis, "description" | "extra">>): Promise<Chassis>;
  /** @throws StoreError `IN_USE` while nodes belong to it */
  delete(uuid: string): Promise<void>;
}
