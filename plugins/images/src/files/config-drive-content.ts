import type { JsonObject } from "@steelyard/interfaces";
import { configDriveIso, type RangeSource } from "@steelyard/iso9660";

/** A config drive of `meta_data`, `user_data`, `network_data` and `vendor_data` as the API takes them. */
export function configDriveOf(content: JsonObject): RangeSource {
  const part = (key: string) => content[key] as object | string | null | undefined;
  return configDriveIso({
    metaData: part("meta_data") ?? {},
    ...optional("userData", part("user_data")),
    ...optional("networkData", part("network_data")),
    ...optional("vendorData", part("vendor_data")),
  });
}

function optional(key: string, value: object | string | null | undefined): Record<string, object | string> {
  return value === undefined || value === null ? {} : { [key]: value };
}
