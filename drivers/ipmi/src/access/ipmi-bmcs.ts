import { DriverError, type Node, type NodeTask } from "@steelyard/interfaces";
import {
  type CommandOptions,
  type IpmiConnectionOptions,
  type IpmiRequester,
  isIpmiError,
  type WriteOptions,
} from "@steelyard/ipmi-client";
import { driverFailure } from "./driver-failure.js";
import { type IpmiDriverInfo, readDriverInfo } from "./driver-info.js";
import type { IpmiConfig } from "./ipmi-config.js";

/** Where clients come from: the pool of this process. @public */
export interface IpmiClients {
  /** @throws IpmiError `BAD_OPTION`, `CIPHER_SUITE_REFUSED` */
  for(options: IpmiConnectionOptions): IpmiRequester;
}

/** The BMC of a node for the time of one call. @public */
export interface IpmiBmc extends IpmiDriverInfo {
  readonly client: IpmiRequester;
  /** Options of a command that reads. */
  read(): CommandOptions;
  /** Options of a command that changes something: each datagram leaves only while the node is held. */
  write(): WriteOptions;
}

/** Finds the BMC of a node; its session comes from the pool of this process. @public */
export class IpmiBmcs {
  readonly #clients: IpmiClients;
  readonly #config: IpmiConfig;

  constructor(clients: IpmiClients, config: IpmiConfig) {
    this.#clients = clients;
    this.#config = config;
  }

  /**
   * Checks the `driver_info` of a node; no I/O.
   * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `NOT_SUPPORTED`
   */
  validate(node: Pick<Node, "driverInfo">): void {
    this.#connect(node);
  }

  /**
   * Runs `work` against the BMC of the task's node.
   *
   * @param options - `timeoutMs`: how long all commands of the call may take, in milliseconds (default: each of them
   *   `[ipmi] command_retry_timeout`)
   * @throws DriverError what each failure of the wire means; what `work` throws otherwise, and the reason of the task's signal
   */
  async use<T>(
    task: NodeTask,
    work: (bmc: IpmiBmc) => Promise<T>,
    options: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<T> {
    const { client, info } = this.#connect(task.node);
    const left = this.#timeLeft(options.timeoutMs);
    const read = () => ({ signal: task.signal, timeoutMs: left() });
    const write = () => ({ ...read(), beforeWrite: () => task.assertOwned() });
    try {
      return await work({ ...info, client, read, write });
    } catch (error) {
      throw isIpmiError(error) ? driverFailure(error) : error;
    }
  }

  #timeLeft(timeoutMs: number | undefined): () => number {
    if (timeoutMs === undefined) return () => this.#config.commandRetryTimeout * 1000;
    const endsAt = performance.now() + timeoutMs;
    // A command after the end fails by its own deadline, with an error that names it.
    return () => Math.max(1, endsAt - performance.now());
  }

  #connect(node: Pick<Node, "driverInfo">): { readonly client: IpmiRequester; readonly info: IpmiDriverInfo } {
    const info = readDriverInfo(node, this.#config);
    try {
      return { client: this.#clients.for(info.connection), info };
    } catch (error) {
      if (!isIpmiError(error, "BAD_OPTION")) throw isIpmiError(error) ? driverFailure(error) : error;
      const reason = `The ipmi_* keys of driver_info are not usable: ${error.message}`;
      throw new DriverError("INVALID_PARAMETER", { reason }, { cause: error });
    }
  }
}
