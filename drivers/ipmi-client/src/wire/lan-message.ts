/** One IPMI message as it travels inside a session. @internal */
export interface LanRequest {
  readonly netFn: number;
  /** Logical unit of the BMC the request is for: 0–3. */
  readonly lun: number;
  readonly command: number;
  /** 0–63. */
  readonly rqSeq: number;
  readonly data: Buffer;
}

/** @internal */
export interface LanResponse {
  /** Odd: the request's plus 1. */
  readonly netFn: number;
  readonly command: number;
  readonly rqSeq: number;
  readonly completionCode: number;
  readonly data: Buffer;
}

const BMC_ADDRESS = 0x20;
/** Remote consoles use software ids 40h–47h; 81h is 40h shifted with the low bit set. */
const CONSOLE_ADDRESS = 0x81;

/** Two's complement checksum of IPMB. @internal */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xff;
}

/** Source: IPMI 2.0 rev. 1.1, section 13.8, table 13-8. @internal */
export function encodeLanRequest(request: LanRequest): Buffer {
  const head = Buffer.from([BMC_ADDRESS, (request.netFn << 2) | request.lun]);
  const body = Buffer.concat([Buffer.from([CONSOLE_ADDRESS, request.rqSeq << 2, request.command]), request.data]);
  return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])]);
}

/** The response in `bytes`, or `undefined` when they hold none: too short, a request, or a wrong checksum. @internal */
export function decodeLanResponse(bytes: Buffer): LanResponse | undefined {
  if (bytes.length < 8) return undefined;
  if (checksum(bytes.subarray(0, 3)) !== 0 || checksum(bytes.subarray(3)) !== 0) return undefined;
  const netFn = bytes.readUInt8(1) >> 2;
  if (bytes.readUInt8(0) !== CONSOLE_ADDRESS || netFn % 2 === 0) return undefined;
  return {
    netFn,
    rqSeq: bytes.readUInt8(4) >> 2,
    command: bytes.readUInt8(5),
    completionCode: bytes.readUInt8(6),
    data: Buffer.from(bytes.subarray(7, -1)),
  };
}
