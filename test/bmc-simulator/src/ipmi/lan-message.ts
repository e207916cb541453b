/** A LAN message. Source: IPMI 2.0 rev. 1.1, §13.8. */
export interface LanRequest {
  readonly rsAddress: number;
  readonly netFn: number;
  readonly rsLun: number;
  readonly rqAddress: number;
  readonly rqSequence: number;
  readonly command: number;
  readonly data: Buffer;
}

/** @returns undefined when its checksums are wrong */
export function readLanRequest(bytes: Buffer): LanRequest | undefined {
  if (bytes.length < 7 || sum(bytes.subarray(0, 3)) !== 0 || sum(bytes.subarray(3)) !== 0) return undefined;
  return {
    rsAddress: bytes.readUInt8(0),
    netFn: bytes.readUInt8(1) >> 2,
    rsLun: bytes.readUInt8(1) & 3,
    rqAddress: bytes.readUInt8(3),
    rqSequence: bytes.readUInt8(4),
    command: bytes.readUInt8(5),
    data: bytes.subarray(6, -1),
  };
}

/** @param content - completion code and data */
export function lanResponse(request: LanRequest, content: readonly number[] | Uint8Array): Buffer {
  const head = Buffer.from([request.rqAddress, ((request.netFn | 1) << 2) | (request.rqSequence & 3)]);
  const body = Buffer.from([
    request.rsAddress,
    (request.rqSequence & 0xfc) | request.rsLun,
    request.command,
    ...content,
  ]);
  return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])]);
}

/** How faults name a command. */
export function pathOf({ netFn, command }: LanRequest): string {
  return `${netFn.toString(16)}/${command.toString(16)}`;
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
}

function checksum(bytes: Uint8Array): number {
  return (0x100 - sum(bytes)) & 0xff;
}
