import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

/** How often, 0–1, a datagram suffers what. */
export interface Losses {
  readonly drop: number;
  readonly duplicate: number;
  /** Held back until the next datagram of the same direction has passed. */
  readonly reorder: number;
}

/** A UDP relay that loses, repeats and reorders by a schedule that a seed fixes. */
export class LossyProxy {
  readonly #near: Socket = createSocket("udp4");
  readonly #far: Socket = createSocket("udp4");
  readonly #random: () => number;
  readonly #losses: Losses;
  readonly counts = { dropped: 0, duplicated: 0, reordered: 0, passed: 0 };
  #client: RemoteInfo | undefined;

  private constructor(losses: Losses, seed: number) {
    this.#losses = losses;
    this.#random = mulberry32(seed);
  }

  static async start(targetPort: number, losses: Losses, seed: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(losses, seed);
    const toTarget = proxy.#relay((datagram) => proxy.#far.send(datagram, targetPort, "127.0.0.1"));
    const toClient = proxy.#relay((datagram) => {
      if (proxy.#client !== undefined) proxy.#near.send(datagram, proxy.#client.port, proxy.#client.address);
    });
    proxy.#near.on("message", (datagram, from) => {
      proxy.#client = from;
      toTarget(datagram);
    });
    proxy.#far.on("message", toClient);
    proxy.#near.bind(0, "127.0.0.1");
    proxy.#far.bind(0, "127.0.0.1");
    await Promise.all([once(proxy.#near, "listening"), once(proxy.#far, "listening")]);
    return proxy;
  }

  get port(): number {
    return this.#near.address().port;
  }

  async stop(): Promise<void> {
    const closed = [once(this.#near, "close"), once(this.#far, "close")];
    this.#near.close();
    this.#far.close();
    await Promise.all(closed);
  }

  #relay(send: (datagram: Buffer) => void): (datagram: Buffer) => void {
    let held: Buffer | undefined;
    return (datagram) => {
      const released = held;
      held = undefined;
      const fate = this.#random();
      const { drop, duplicate, reorder } = this.#losses;
      if (fate < drop) {
        this.counts.dropped++;
      } else if (fate < drop + duplicate) {
        this.counts.duplicated++;
        send(datagram);
        send(datagram);
      } else if (fate < drop + duplicate + reorder) {
        this.counts.reordered++;
        held = datagram;
      } else {
        this.counts.passed++;
        send(datagram);
      }
      if (released !== undefined) send(released);
    };
  }
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
