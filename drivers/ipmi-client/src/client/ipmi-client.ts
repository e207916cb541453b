import { IpmiError } from "../errors/ipmi-error.js";
import type { IpmiRequest, IpmiRequester } from "./ipmi-request.js";

const DEFAULT_TIMEOUT_MS = 20_000;
const MAX_DATA_BYTES = 240;

/**
 * One user of one BMC. Made by {@link IpmiPool}; holds nothing that needs closing.
 * @public
 */
export class IpmiClient implements IpmiRequester {
  /** `host:port`, for messages. */
  readonly address: string;
  readonly #send: (request: IpmiRequest, timeoutMs: number) => Promise<Buffer>;

  /** @internal */
  constructor(address: string, send: (request: IpmiRequest, timeoutMs: number) => Promise<Buffer>) {
    this.address = address;
    this.#send = send;
  }

  /**
   * Sends a command, after those that wait for the same BMC, and returns the answer's data after the completion code.
   *
   * @remarks
   * Logs in where there is no session. Node busy (C0h) and initialization in progress (D2h) mean that the BMC did not
   * execute the command: it is sent again until the deadline. Commands are for the BMC itself; bridging is not offered.
   *
   * @throws {@link IpmiError} `COMPLETION_CODE`, `TIMEOUT`, `OUTCOME_UNKNOWN`, `BAD_OPTION`, `HOST_NOT_RESOLVED`,
   *   `CLOSED`, and what a login may end with
   * @throws the reason of `signal`, or what `beforeWrite` throws
   */
  async request(request: IpmiRequest): Promise<Buffer> {
    const { netFn, command, lun = 0, data = [], timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    integer("netFn", netFn, 0, 0x3e);
    if (netFn % 2 !== 0) throw bad("netFn of a request must be even.");
    integer("command", command, 0, 0xff);
    integer("lun", lun, 0, 3);
    if (data.length > MAX_DATA_BYTES) throw bad(`data has ${data.length} bytes; at most ${MAX_DATA_BYTES} fit.`);
    if (!(timeoutMs > 0 && timeoutMs <= 0x7fff_ffff)) throw bad("timeoutMs must be a positive number of milliseconds.");
    request.signal?.throwIfAborted();
    return await this.#send(request, timeoutMs);
  }
}

function integer(option: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw bad(`${option} must be ${low}–${high}, not ${value}.`);
}

function bad(message: string): IpmiError {
  return new IpmiError("BAD_OPTION", message);
}
