import { DriverError, FAILURES, type FailureCode, type InterfaceType, type Node } from "@steelyard/interfaces";

/** A failure to play. @public */
export interface ScriptedFault {
  readonly interface: string;
  /** The method or step, e.g. `setPowerState`; absent: any. */
  readonly method?: string;
  readonly code: FailureCode;
  readonly reason?: string;
  /** How often; absent: always. */
  readonly times?: number;
}

/**
 * What a node scripts for itself in `driver_info`: `fake_delays` (`"power"` or `"power.setPowerState"` → seconds or
 * `"from,to"`) and `fake_faults`.
 * @public
 */
export interface NodeScript {
  readonly delays: Readonly<Record<string, string>>;
  readonly faults: readonly ScriptedFault[];
}

/** The `driver_info` keys a script is read from. */
export const SCRIPT_PROPERTIES = {
  fake_delays: 'Delays: interface or interface.method → seconds, or a range "from,to". Optional.',
  fake_faults: "Failures to play: a list of objects with interface, method, code, reason and times. Optional.",
};

/** @throws DriverError `INVALID_PARAMETER` naming what is wrong with the script */
export function nodeScript(node: Pick<Node, "driverInfo">): NodeScript {
  const { fake_delays: delays = {}, fake_faults: faults = [] } = node.driverInfo as Record<string, unknown>;
  if (typeof delays !== "object" || delays === null || Array.isArray(delays)) throw wrong("fake_delays is no object");
  if (!Array.isArray(faults)) throw wrong("fake_faults is no list");
  return {
    delays: Object.fromEntries(Object.entries(delays).map(([key, value]) => [key, delayText(key, value)])),
    faults: faults.map(scriptedFault),
  };
}

function delayText(key: string, value: unknown): string {
  const text = String(value);
  if (!/^\d+(\.\d+)?(,\d+(\.\d+)?)?$/.test(text))
    throw wrong(`fake_delays/${key} is ${JSON.stringify(value)}, not seconds or "from,to"`);
  return text;
}

function scriptedFault(value: unknown, index: number): ScriptedFault {
  const fault = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const where = `fake_faults/${index}`;
  if (typeof fault["interface"] !== "string") throw wrong(`${where}/interface is no text`);
  if (typeof fault["code"] !== "string" || !Object.hasOwn(FAILURES, fault["code"]))
    throw wrong(`${where}/code is none of ${Object.keys(FAILURES).join(", ")}`);
  if (fault["times"] !== undefined && !Number.isInteger(fault["times"]))
    throw wrong(`${where}/times is no whole number`);
  return fault as unknown as ScriptedFault;
}

function wrong(reason: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `driver_info/${reason}.` });
}

/** Seconds of `"2"`, or between the ends of `"1,5"`, as milliseconds. */
export function delayMs(text: string): number {
  const [from = 0, to = from] = text.split(",").map(Number);
  return Math.round((from + Math.random() * (to - from)) * 1000);
}

/** Whether a fault is meant for a call. */
export function matches(fault: ScriptedFault, type: InterfaceType, method: string): boolean {
  return fault.interface === type && (fault.method === undefined || fault.method === method);
}
