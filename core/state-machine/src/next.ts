import { PROVISION_STATES, type ProvisionState } from "@steelyard/interfaces";
import { isStable, STATES } from "./states.js";
import { type ProvisionEvent, TRANSITIONS, type Transition } from "./transitions.js";

/** Where a node is and where it is going. @public */
export interface Position {
  readonly state: ProvisionState;
  /** Null in a stable state. */
  readonly target: ProvisionState | null;
}

/** Events that go on with, interrupt or end what a node does already; its target stays. */
const TARGET_KEEPING: ReadonlySet<ProvisionEvent> = new Set(["wait", "hold", "resume", "unhold", "fail", "abort"]);

const ROWS: ReadonlyMap<ProvisionState, readonly Transition[]> = new Map(
  PROVISION_STATES.map((state) => [state, TRANSITIONS.filter(({ from }) => from === state)]),
);

/**
 * Says where `event` takes a node. Pure.
 *
 * @remarks
 * The new target is, in this order: none where a stable state is reached; `options.target`; the present target for
 * wait, hold, resume, unhold, fail and abort; the row's; the default of the state entered.
 * @param options - `target`: where the work that begins is to end; a stable state
 * @returns undefined when the event is not allowed
 * @throws TypeError when `options.target` is not a stable state
 * @public
 */
export function next(
  position: Position,
  event: ProvisionEvent,
  options: { readonly target?: ProvisionState } = {},
): Position | undefined {
  if (options.target !== undefined && !isStable(options.target)) {
    throw new TypeError(`${options.target} is not a stable state and can not be a target`);
  }
  const row = ROWS.get(position.state)?.find(
    ({ on, whenTarget }) => on === event && (whenTarget === undefined || whenTarget === position.target),
  );
  if (row === undefined) return undefined;
  if (isStable(row.to)) return { state: row.to, target: null };
  const present = TARGET_KEEPING.has(event) ? position.target : null;
  return { state: row.to, target: options.target ?? present ?? row.target ?? STATES[row.to].defaultTarget };
}

/** The events a state takes, each once, in the order of the table. @public */
export function eventsFrom(state: ProvisionState): readonly ProvisionEvent[] {
  return [...new Set(ROWS.get(state)?.map(({ on }) => on))];
}
