/** How long the agent waits where its kernel parameters do not say; milliseconds. @public */
export interface AgentTiming {
  /** Least and most between two look-ups. */
  readonly lookupIntervalMs: number;
  readonly lookupMaxIntervalMs: number;
  /** After the first, second and every later 409 of a look-up. */
  readonly lookupConflictMs: readonly [number, number, number];
  /** Least between two heartbeats, also when one is forced. */
  readonly heartbeatMinGapMs: number;
  /** Least and most after a heartbeat that failed. */
  readonly heartbeatErrorMs: readonly [number, number];
  /** Least and most between two posts of the inventory. */
  readonly inspectionRetryMs: readonly [number, number];
  readonly downloadRetryMs: number;
  /** From the end of `power_off` and `run_image` until the machine goes down. */
  readonly shutdownMs: number;
  /** Before the agent starts again after it failed. */
  readonly restartMs: number;
}

/** As ironic-python-agent waits. Source: its `agent.py`, `ironic_api_client.py`, `inspector.py`, `config.py`. @public */
export const IPA_TIMING: AgentTiming = {
  lookupIntervalMs: 1000,
  lookupMaxIntervalMs: 60_000,
  lookupConflictMs: [5000, 10_000, 30_000],
  heartbeatMinGapMs: 5000,
  heartbeatErrorMs: [5000, 10_000],
  inspectionRetryMs: [5000, 30_000],
  downloadRetryMs: 10_000,
  shutdownMs: 1000,
  restartMs: 10_000,
};

/** The same in a hurry: a rack of simulated machines answers in fractions of a second. @public */
export const SIMULATOR_TIMING: AgentTiming = {
  lookupIntervalMs: 100,
  lookupMaxIntervalMs: 1000,
  lookupConflictMs: [200, 400, 1000],
  heartbeatMinGapMs: 200,
  heartbeatErrorMs: [300, 1000],
  inspectionRetryMs: [200, 1000],
  downloadRetryMs: 100,
  shutdownMs: 100,
  restartMs: 500,
};
