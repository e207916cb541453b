/**
 * One command.
 * @public
 */
export interface IpmiRequest {
  /** Even number of the request: 0x00 chassis, 0x04 sensor, 0x06 application, 0x0a storage, 0x0c transport, 0x30 OEM … */
  readonly netFn: number;
  readonly command: number;
  /** Bytes after the command; default none. */
  readonly data?: Uint8Array;
  /** Logical unit, 0–3; default 0. */
  readonly lun?: number;
  /**
   * `true`: executing it twice does the same as once, so it is sent again while unanswered, on a new session if need be.
   * `false`: at most one datagram with it leaves; without an answer the error is `OUTCOME_UNKNOWN`. Mandatory, because only
   * the command's author knows.
   */
  readonly idempotent: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds for everything: the queue, a login where needed, retransmissions. Default 20 000. */
  readonly timeoutMs?: number;
  /**
   * Called immediately before each datagram with the command is sent. Throw to stop the send: the error reaches the caller
   * as it is. Meant to assert that the caller still owns the machine.
   */
  readonly beforeWrite?: () => void;
}

/** What the command functions need: an {@link IpmiClient}, or a fake in tests. @public */
export interface IpmiRequester {
  /**
   * @returns the answer's data after the completion code
   * @throws IpmiError `COMPLETION_CODE` for every code but 0; `TIMEOUT`, `OUTCOME_UNKNOWN`, the codes of a login
   */
  request(request: IpmiRequest): Promise<Buffer>;
}

/** What every command function takes. @public */
export interface CommandOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for one command; default 20 000. */
  readonly timeoutMs?: number;
}

/** What every command that changes something takes. @public */
export interface WriteOptions extends CommandOptions {
  /** See {@link IpmiRequest}. */
  readonly beforeWrite?: () => void;
}
