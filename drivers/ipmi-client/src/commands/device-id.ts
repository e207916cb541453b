import type { CommandOptions, IpmiRequester } from "../client/ipmi-request.js";
import { shortAnswer } from "./short-answer.js";

/** @public */
export interface DeviceId {
  readonly deviceId: number;
  readonly deviceRevision: number;
  /** `9.08`: major decimal, minor as two BCD digits. */
  readonly firmwareRevision: string;
  readonly ipmiVersion: string;
  /** `false` while the BMC updates itself or initializes. */
  readonly isAvailable: boolean;
  readonly providesDeviceSdrs: boolean;
  readonly hasSdrRepository: boolean;
  /** IANA enterprise number. */
  readonly manufacturerId: number;
  readonly productId: number;
}

/** Get Device ID. Source: IPMI 2.0 rev. 1.1, section 20.1. @public */
export async function getDeviceId(bmc: IpmiRequester, options: CommandOptions = {}): Promise<DeviceId> {
  const data = await bmc.request({ ...options, netFn: 0x06, command: 0x01, idempotent: true });
  if (data.length < 11) throw shortAnswer("Get Device ID", data.length, 11);
  const revision = data.readUInt8(1);
  const major = data.readUInt8(2);
  const version = data.readUInt8(4);
  return {
    deviceId: data.readUInt8(0),
    deviceRevision: revision & 0x0f,
    firmwareRevision: `${major & 0x7f}.${data.readUInt8(3).toString(16).padStart(2, "0")}`,
    ipmiVersion: `${version & 0x0f}.${version >> 4}`,
    isAvailable: (major & 0x80) === 0,
    providesDeviceSdrs: (revision & 0x80) !== 0,
    hasSdrRepository: (data.readUInt8(5) & 0x02) !== 0,
    manufacturerId: data.readUIntLE(6, 3) & 0x0f_ffff,
    productId: data.readUInt16LE(9),
  };
}
