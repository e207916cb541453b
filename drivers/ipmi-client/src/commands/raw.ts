import type { IpmiRequester, WriteOptions } from "../client/ipmi-request.js";
import { IpmiError } from "../errors/ipmi-error.js";

/**
 * Sends bytes as `ipmitool raw` takes them: NetFn, command, data.
 *
 * @remarks Sent once unless `idempotent` is `true`: what the bytes do is not known here.
 * @returns the answer's data after the completion code
 * @throws IpmiError `BAD_OPTION` for less than two bytes; as `IpmiClient.request`
 * @public
 */
export async function sendRaw(
  bmc: IpmiRequester,
  bytes: Uint8Array,
  options: WriteOptions & { readonly lun?: number; readonly idempotent?: boolean } = {},
): Promise<Buffer> {
  const [netFn, command, ...data] = bytes;
  if (netFn === undefined || command === undefined) {
    throw new IpmiError("BAD_OPTION", `Raw bytes start with NetFn and command; ${bytes.length} were given.`);
  }
  return await bmc.request({
    ...options,
    netFn,
    command,
    data: Buffer.from(data),
    idempotent: options.idempotent ?? false,
  });
}
