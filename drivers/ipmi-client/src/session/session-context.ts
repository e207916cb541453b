import { IpmiError } from "../errors/ipmi-error.js";
import { type BmcAddress, formatAddress, type IpmiTransport } from "../transport/ipmi-transport.js";
import type { RetransmitPolicy } from "./exchange.js";

/** What every exchange with one BMC needs. @internal */
export interface SessionContext {
  readonly transport: IpmiTransport;
  readonly peer: BmcAddress;
  readonly retransmit: RetransmitPolicy;
}

/** Remembers what the operating system said about the last datagram, for the error of a timeout. @internal */
export class SendErrors {
  #last: Error | undefined;

  readonly note = (error: Error): void => {
    this.#last = error;
  };

  timeout(peer: BmcAddress, awaited: string): IpmiError {
    const because = this.#last === undefined ? "" : ` (last send: ${this.#last.message})`;
    return new IpmiError("TIMEOUT", `${formatAddress(peer)} sent no ${awaited} in time${because}.`, {
      cause: this.#last,
    });
  }
}
