import { tmpdir } from "node:os";
import type { StartRamdisk } from "../firmware/firmware.js";
import { Agent } from "./agent.js";
import { type AgentTiming, SIMULATOR_TIMING } from "./agent-timing.js";
import { machineHardware } from "./hardware/machine-hardware.js";

/** How the agents of simulated machines are made. @public */
export interface AgentRamdiskOptions {
  /** Waits; what is left out is as in {@link SIMULATOR_TIMING}. */
  readonly timing?: Partial<AgentTiming>;
  /** Address of this host that the agents listen on and announce, where boot parameters do not say; default `127.0.0.1`. */
  readonly address?: string;
  /** Whether agents make a certificate for themselves and serve https; default true, as ironic-python-agent does. */
  readonly autoTls?: boolean;
  /** PEM of certificates the agents trust besides those of the system; for APIs and image servers. */
  readonly ca?: string;
  /** What the agents say they are; default `11.5.0`. */
  readonly version?: string;
  /** Where images are kept while they are written that cannot be streamed; default that of this host. */
  readonly temporaryFolder?: string;
  /** Of the times between heartbeats and look-ups; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * What a firmware starts as a ramdisk: a deploy agent that speaks ironic-python-agent's protocol over real sockets.
 * @public
 */
export function createAgentRamdisk(options: AgentRamdiskOptions = {}): StartRamdisk {
  const { address = "127.0.0.1", autoTls = true, version = "11.5.0", random = Math.random } = options;
  const temporaryFolder = options.temporaryFolder ?? tmpdir();
  return async (machine, parameters, how) => {
    machine.journal("agent-start", { how });
    const agent = new Agent({
      hardware: machineHardware(machine, parameters, address),
      timing: { ...SIMULATOR_TIMING, ...options.timing },
      listen: { host: address, port: 0 },
      autoTls,
      ca: options.ca,
      version,
      temporaryFolder,
      random,
    });
    return { kind: "agent", description: `deploy agent from ${how}`, stop: () => agent.stop() };
  };
}
