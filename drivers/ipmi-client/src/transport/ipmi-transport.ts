import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { SocketAddress } from "node:net";
import { IpmiError } from "../errors/ipmi-error.js";
import { MAX_DATAGRAM_BYTES, type ParsedDatagram, parseDatagram } from "../wire/rmcp-packet.js";

/** Where a BMC listens: a literal address, never a name. @public */
export interface BmcAddress {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
}

/** @public */
export interface IpmiTransportOptions {
  /** Local IPv4 address to send from; default any. */
  readonly bindAddress4?: string;
  /** Local IPv6 address to send from; default any. */
  readonly bindAddress6?: string;
}

/** Counts since the transport was made. @public */
export interface TransportCounters {
  readonly sent: number;
  readonly received: number;
  /** Datagrams that are no IPMI packet, or come from an address nobody talks to. */
  readonly discarded: number;
}

/** Gets every well-formed packet from one address. @internal */
export type PacketListener = (packet: ParsedDatagram) => void;

/** `192.0.2.7:623`, `[2001:db8::7]:623`. @internal */
export function formatAddress({ address, family, port }: BmcAddress): string {
  return family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** One spelling per address, whatever the caller or the kernel writes. */
function canonical(address: string, family: 4 | 6): string {
  if (family === 4) return address;
  const [host = "", zone] = address.split("%", 2);
  const { address: shortest } = new SocketAddress({ address: host, family: "ipv6" });
  return zone === undefined ? shortest : `${shortest}%${zone}`;
}

/**
 * One UDP socket per address family for all BMCs of a process.
 *
 * @remarks
 * The sockets open at the first send and do not keep the process alive. Packets are handed on by their source address
 * and port; what they mean is decided by whoever listens. Garbage is counted and dropped.
 * @public
 */
export class IpmiTransport {
  readonly #options: IpmiTransportOptions;
  readonly #sockets = new Map<4 | 6, Promise<Socket>>();
  readonly #listeners = new Map<string, Set<PacketListener>>();
  #sent = 0;
  #received = 0;
  #discarded = 0;
  #isClosed = false;

  constructor(options: IpmiTransportOptions = {}) {
    this.#options = options;
  }

  get counters(): TransportCounters {
    return { sent: this.#sent, received: this.#received, discarded: this.#discarded };
  }

  /**
   * Opens the socket of a family, once.
   * @throws {@link IpmiError} `SOCKET_FAILED`, `CLOSED`
   * @internal
   */
  async open(family: 4 | 6): Promise<void> {
    if (this.#isClosed) throw closedError();
    let opening = this.#sockets.get(family);
    if (opening === undefined) {
      opening = this.#bind(family);
      this.#sockets.set(family, opening);
      opening.catch(() => this.#sockets.delete(family));
    }
    await opening;
  }

  /**
   * Hands every packet from `peer` to `listener` until the function returned is called.
   * @internal
   */
  listen(peer: BmcAddress, listener: PacketListener): () => void {
    const key = keyOf(peer.address, peer.family, peer.port);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /**
   * Sends one datagram; `onError` gets what the operating system says about it, if anything.
   * The family must have been opened. A datagram may get lost without a word: that is UDP.
   * @throws {@link IpmiError} `CLOSED`
   * @internal
   */
  send(peer: BmcAddress, datagram: Buffer, onError: (error: Error) => void): void {
    if (this.#isClosed) throw closedError();
    this.#sent++;
    this.#sockets.get(peer.family)?.then((socket) => {
      if (this.#isClosed) return;
      socket.send(datagram, peer.port, peer.address, (error) => {
        if (error !== null) onError(error);
      });
    }, onError);
  }

  /** Closes the sockets; whoever still waits for an answer runs into its deadline. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const sockets = await Promise.allSettled(this.#sockets.values());
    this.#sockets.clear();
    this.#listeners.clear();
    await Promise.all(
      sockets.map(async (opened) => {
        if (opened.status === "rejected") return;
        const closed = once(opened.value, "close");
        opened.value.close();
        await closed;
      }),
    );
  }

  async #bind(family: 4 | 6): Promise<Socket> {
    const socket = createSocket({ type: family === 6 ? "udp6" : "udp4", ipv6Only: family === 6 });
    const address = family === 6 ? this.#options.bindAddress6 : this.#options.bindAddress4;
    try {
      const listening = once(socket, "listening");
      socket.bind(address === undefined ? { port: 0 } : { port: 0, address });
      await listening;
    } catch (cause) {
      throw new IpmiError("SOCKET_FAILED", `No UDP socket for IPv${family}: ${(cause as Error).message}`, { cause });
    }
    // An error on a bound socket concerns one datagram; whoever sent it learns it from its callback or its deadline.
    socket.on("error", () => {
      this.#discarded++;
    });
    socket.on("message", (datagram, from) => this.#receive(datagram, from.address, family, from.port));
    socket.unref();
    return socket;
  }

  #receive(datagram: Buffer, address: string, family: 4 | 6, port: number): void {
    this.#received++;
    const listeners = this.#listeners.get(keyOf(address, family, port));
    const packet = datagram.length > MAX_DATAGRAM_BYTES ? undefined : parseDatagram(datagram);
    if (listeners === undefined || packet === undefined) {
      this.#discarded++;
      return;
    }
    for (const listener of [...listeners]) listener(packet);
  }
}

function keyOf(address: string, family: 4 | 6, port: number): string {
  return `${canonical(address, family)}|${port}`;
}

function closedError(): IpmiError {
  return new IpmiError("CLOSED", "The IPMI transport is closed.");
}
