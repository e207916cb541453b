import type { FailureCode, HardwareInterfaces, InterfaceType } from "@steelyard/interfaces";
import type { NodeFields } from "../task/a-node.js";
import type { TestTask } from "../task/test-task.js";

/** A node that `validate` must refuse: its fields, laid over those of the harness's node, and the code it is refused with. @public */
export interface InvalidNode {
  readonly node: NodeFields;
  /** One code, or those of which one is right. Default `MISSING_PARAMETER` or `INVALID_PARAMETER`. */
  readonly code?: FailureCode | readonly FailureCode[];
}

/** What all suites need of a driver's author. It is made anew for every test. @public */
export interface DriverHarness {
  /** A task over a node that the implementation accepts. */
  readonly task: TestTask;
  /**
   * Every write that reached the machine, its BMC, its agent or a store so far, in order; reads and log-ins are not in it.
   * `() => []` for an implementation that never writes.
   */
  seen(): readonly unknown[];
  /**
   * What is wrong with a node → the node. Besides these, the suite takes away each `driver_info` key of the harness's node whose
   * description in `properties` ends with "Required.".
   */
  readonly invalid?: Readonly<Record<string, InvalidNode>>;
  /**
   * Values that must not be seen in a log line or an error. Besides these, the suite takes the `driver_info` values of the
   * harness's node whose key speaks of a password, secret, token or key.
   */
  readonly secrets?: readonly string[];
  /**
   * From now on the hardware takes requests and does not answer. Where it is absent, the suite ends the task's signal
   * before the call instead of during it.
   */
  hang?(): void | Promise<void>;
  /** From now on the hardware cannot be reached. Where it is absent, only the errors that other checks meet are looked at. */
  cut?(): void | Promise<void>;
  /** How long the machine may take to show what it was told, in milliseconds. Default 10 000. */
  readonly patienceMs?: number;
  /** Lets go of what the harness holds: servers, sockets, files. */
  close?(): void | Promise<void>;
}

/** A {@link DriverHarness} with the implementation under its type's name, e.g. `power`. @public */
export type InterfaceHarness<T extends InterfaceType> = DriverHarness & {
  readonly [K in T]: HardwareInterfaces[K];
};

/** Makes a harness. @public */
export type HarnessMaker<H> = () => H | Promise<H>;

/** What kind of implementation a suite looks at. @public */
export interface SuiteOptions {
  /**
   * `wire` (default): it talks to hardware. `local`: it does no I/O at all, so there is nothing to fence or to end.
   * `absent`: a `no-*` implementation, whose every method throws `NOT_SUPPORTED`.
   */
  readonly kind?: "wire" | "local" | "absent";
}
