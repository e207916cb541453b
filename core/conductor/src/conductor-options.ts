import type { Hardware } from "@steelyard/container";
import type { AgentConfig, ConductorConfig, DeployConfig, TaskLog } from "@steelyard/interfaces";
import type { Clock, Store } from "@steelyard/runtime-interfaces";

/** The sections of the configuration that the conductor reads. @public */
export interface ConductorSettings {
  readonly conductor: ConductorConfig;
  readonly deploy: DeployConfig;
  readonly agent: AgentConfig;
}

/** What a conductor is made of. @public */
export interface ConductorOptions {
  readonly store: Store;
  readonly hardware: Hardware;
  /** A section that is left out has its defaults. */
  readonly config?: Partial<ConductorSettings>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Unique among the conductors of a database. */
  readonly hostname: string;
  /** Default: the default group, `""`. */
  readonly conductorGroup?: string;
  /** Shards it is bound to; default: all. */
  readonly shards?: readonly string[];
  /** Base URL of its API, where it is known at start; see `Conductor.setAddress`. */
  readonly address?: string | null;
  readonly log: TaskLog;
}

/** What the parts of a running conductor share. */
export interface ConductorParts {
  readonly store: Store;
  readonly hardware: Hardware;
  readonly config: ConductorSettings;
  readonly clock: Clock;
  readonly hostname: string;
  readonly log: TaskLog;
}
