import type { CommandOptions, IpmiRequester } from "../client/ipmi-request.js";
import { getDeviceId } from "../commands/device-id.js";
import { shortAnswer } from "../commands/short-answer.js";
import { IpmiError, isCompletionCode } from "../errors/ipmi-error.js";
import { recordLength, type SdrRecord } from "./sensor-record.js";

/** Where records are read: the SDR repository, or the sensors of the BMC alone. @public */
export type SdrSource = "repository" | "device";

/** @public */
export interface SdrWalkOptions extends CommandOptions {
  /** Default: the repository where Get Device ID says that there is one, else the device. */
  readonly source?: SdrSource;
  /** Bytes asked for at once, halved down to 4 as the BMC refuses; default 64. */
  readonly chunkBytes?: number;
}

/** Source: IPMI 2.0 rev. 1.1, sections 33.11, 33.12, 35.3 and 35.4. */
const COMMANDS = {
  repository: { netFn: 0x0a, reserve: 0x22, get: 0x23 },
  device: { netFn: 0x04, reserve: 0x22, get: 0x21 },
} as const satisfies Readonly<Record<SdrSource, object>>;

const FIRST = 0x0000;
const END = 0xffff;
const HEADER_BYTES = 5;
const MIN_CHUNK = 4;
const MAX_RESERVATIONS = 10;

/**
 * Reads all sensor data records, in the BMC's order.
 *
 * @remarks
 * A reservation that the BMC cancels, because the repository changed or somebody else reserved it, is made again up to ten
 * times per record, and the record is read from its start.
 *
 * @throws IpmiError `BAD_ANSWER` for a chain of records that runs in a circle or an answer without bytes; `COMPLETION_CODE`
 * @public
 */
export async function* walkSdrs(bmc: IpmiRequester, options: SdrWalkOptions = {}): AsyncGenerator<SdrRecord> {
  const { source, chunkBytes = 64, ...command } = options;
  const reader = new SdrReader(bmc, source ?? (await chooseSource(bmc, command)), chunkBytes, command);
  const seen = new Set<number>();
  for (let id: number = FIRST; id !== END; ) {
    if (seen.has(id)) throw new IpmiError("BAD_ANSWER", `The chain of SDR records comes back to record ${id}.`);
    seen.add(id);
    const found = await reader.read(id);
    if (found === undefined) return;
    yield found.record;
    id = found.nextId;
  }
}

async function chooseSource(bmc: IpmiRequester, command: CommandOptions): Promise<SdrSource> {
  const { hasSdrRepository, providesDeviceSdrs } = await getDeviceId(bmc, command);
  return !hasSdrRepository && providesDeviceSdrs ? "device" : "repository";
}

class SdrReader {
  readonly #bmc: IpmiRequester;
  readonly #source: SdrSource;
  readonly #command: CommandOptions;
  #chunkBytes: number;
  #reservation: number | undefined;

  constructor(bmc: IpmiRequester, source: SdrSource, chunkBytes: number, command: CommandOptions) {
    this.#bmc = bmc;
    this.#source = source;
    this.#command = command;
    this.#chunkBytes = Math.min(Math.max(MIN_CHUNK, chunkBytes), 0xfe);
  }

  /** The record and the id of the next; `undefined` where the repository is empty. */
  async read(id: number): Promise<{ readonly record: SdrRecord; readonly nextId: number } | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#readWhole(id);
      } catch (error) {
        if (id === FIRST && isCompletionCode(error, "NOT_PRESENT")) return undefined;
        if (!isCompletionCode(error, "RESERVATION_LOST") || attempt >= MAX_RESERVATIONS) throw error;
        this.#reservation = undefined;
      }
    }
  }

  async #readWhole(id: number): Promise<{ readonly record: SdrRecord; readonly nextId: number }> {
    this.#reservation ??= await this.#reserve();
    const head = await this.#get(id, 0, HEADER_BYTES);
    const length = recordLength(head.bytes);
    if (length === undefined) throw shortAnswer("Get SDR", head.bytes.length + 2, HEADER_BYTES + 2);
    const parts = [head.bytes.subarray(0, HEADER_BYTES)];
    for (let offset = HEADER_BYTES; offset < length; ) {
      const { bytes } = await this.#getChunk(id, offset, length - offset);
      if (bytes.length === 0) throw shortAnswer("Get SDR", 2, 3);
      parts.push(bytes);
      offset += bytes.length;
    }
    const bytes = Buffer.concat(parts).subarray(0, length);
    return { record: { recordId: bytes.readUInt16LE(0), recordType: bytes.readUInt8(3), bytes }, nextId: head.nextId };
  }

  /** Halves the chunk while the BMC says that it is too much, and stays there for the rest of the walk. */
  async #getChunk(id: number, offset: number, left: number): Promise<{ bytes: Buffer; nextId: number }> {
    for (;;) {
      try {
        return await this.#get(id, offset, Math.min(left, this.#chunkBytes));
      } catch (error) {
        if (!isTooMuch(error) || this.#chunkBytes <= MIN_CHUNK) throw error;
        this.#chunkBytes = Math.max(MIN_CHUNK, Math.floor(Math.min(left, this.#chunkBytes) / 2));
      }
    }
  }

  async #get(id: number, offset: number, count: number): Promise<{ bytes: Buffer; nextId: number }> {
    const { netFn, get } = COMMANDS[this.#source];
    const data = Buffer.alloc(6);
    data.writeUInt16LE(this.#reservation ?? 0, 0);
    data.writeUInt16LE(id, 2);
    data[4] = offset;
    data[5] = count;
    const answer = await this.#bmc.request({ ...this.#command, netFn, command: get, data, idempotent: true });
    if (answer.length < 2) throw shortAnswer("Get SDR", answer.length, 2);
    return { nextId: answer.readUInt16LE(0), bytes: answer.subarray(2) };
  }

  /** 0 where the BMC has no reservations: then partial reads need none. */
  async #reserve(): Promise<number> {
    const { netFn, reserve } = COMMANDS[this.#source];
    try {
      // A reservation cancels the one before; nothing else changes, so that a repeat is harmless.
      const answer = await this.#bmc.request({ ...this.#command, netFn, command: reserve, idempotent: true });
      if (answer.length < 2) throw shortAnswer("Reserve SDR Repository", answer.length, 2);
      return answer.readUInt16LE(0);
    } catch (error) {
      if (isCompletionCode(error, "INVALID_COMMAND")) return 0;
      throw error;
    }
  }
}

function isTooMuch(error: unknown): boolean {
  return (
    isCompletionCode(error, "CANNOT_RETURN_LENGTH") ||
    isCompletionCode(error, "INVALID_REQUEST_LENGTH") ||
    isCompletionCode(error, "REQUEST_TOO_LONG") ||
    isCompletionCode(error, "UNSPECIFIED")
  );
}
