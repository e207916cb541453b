import type { Portgroup } from "@steelyard/interfaces";
import { badRequest } from "../http/api-error.js";
import type { Call } from "../http/call.js";
import { isLogicalName, isUuidLike } from "../http/loose-values.js";

/** The portgroup by UUID or name. @throws ApiError 400, StoreError `NOT_FOUND` */
export async function portgroupByIdent(call: Call, ident: string): Promise<Portgroup> {
  if (isUuidLike(ident)) return call.store.portgroups.get({ uuid: ident });
  if (!isLogicalName(ident)) throw badRequest(`Expected a logical name or UUID but received ${ident}.`);
  return call.store.portgroups.get({ name: ident });
}
