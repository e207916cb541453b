import type { CommandOptions, IpmiRequester } from "../client/ipmi-request.js";
import { shortAnswer } from "../commands/short-answer.js";
import { isCompletionCode } from "../errors/ipmi-error.js";
import { convertReading, decodeFactors, needsReadingFactors, type SensorFactors } from "./sensor-conversion.js";
import type { SensorRecord } from "./sensor-record.js";

/** What a sensor says now. @public */
export interface SensorReading {
  /** `false`: the sensor is off, absent or not scanned; there is no value and no state then. */
  readonly isAvailable: boolean;
  /** In the record's units; `undefined` for discrete sensors. */
  readonly value: number | undefined;
  readonly raw: number | undefined;
  /** Numbers of the states or threshold comparisons that are active. */
  readonly states: readonly number[];
}

/** Limits in the record's units; those the sensor does not have are absent. @public */
export interface SensorThresholds {
  readonly lowerNonCritical?: number;
  readonly lowerCritical?: number;
  readonly lowerNonRecoverable?: number;
  readonly upperNonCritical?: number;
  readonly upperCritical?: number;
  readonly upperNonRecoverable?: number;
}

const SENSOR = 0x04;
const GET_READING_FACTORS = 0x23;
const GET_THRESHOLDS = 0x27;
const GET_READING = 0x2d;
const THRESHOLD_READING_TYPE = 0x01;
const BMC_OWNER = 0x20;
const ABSENT: SensorReading = { isAvailable: false, value: undefined, raw: undefined, states: [] };
const THRESHOLD_NAMES = [
  "lowerNonCritical",
  "lowerCritical",
  "lowerNonRecoverable",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const satisfies readonly (keyof SensorThresholds)[];

/** Sensors of other controllers are behind a bridge, which this client does not cross. @public */
export function isReadable(sensor: SensorRecord): boolean {
  return sensor.ownerId === BMC_OWNER;
}

/**
 * Get Sensor Reading, with conversion.
 *
 * @remarks
 * A sensor whose device is absent answers CBh, one that is not scanned sets a flag, one that is not ready answers CEh or
 * D5h: all are `isAvailable: false`. Source: IPMI 2.0 rev. 1.1, section 35.14.
 * @public
 */
export async function getSensorReading(
  bmc: IpmiRequester,
  sensor: SensorRecord,
  options: CommandOptions = {},
): Promise<SensorReading> {
  let data: Buffer;
  try {
    data = await ask(bmc, sensor, GET_READING, [sensor.number], options);
  } catch (error) {
    if (
      ["NOT_PRESENT", "NO_RESPONSE", "NOT_SUPPORTED_IN_STATE"].some((name) => isCompletionCode(error, name as never))
    ) {
      return ABSENT;
    }
    throw error;
  }
  if (data.length < 2) throw shortAnswer("Get Sensor Reading", data.length, 2);
  const raw = data.readUInt8(0);
  const flags = data.readUInt8(1);
  if ((flags & 0x40) === 0 || (flags & 0x20) !== 0) return ABSENT;
  const mask = (data[2] ?? 0) | (((data[3] ?? 0) & 0x7f) << 8);
  const hasThresholds = sensor.readingType === THRESHOLD_READING_TYPE;
  const states = Array.from({ length: hasThresholds ? 6 : 15 }, (_, bit) => bit).filter((bit) => (mask >> bit) & 1);
  const factors = await factorsFor(bmc, sensor, raw, options);
  return {
    isAvailable: true,
    raw,
    value: convertReading(raw, sensor.analogFormat, factors, sensor.linearization),
    states,
  };
}

/**
 * Get Sensor Thresholds, converted; empty for discrete sensors.
 * @remarks Source: IPMI 2.0 rev. 1.1, section 35.9.
 * @public
 */
export async function getSensorThresholds(
  bmc: IpmiRequester,
  sensor: SensorRecord,
  options: CommandOptions = {},
): Promise<SensorThresholds> {
  if (sensor.readingType !== THRESHOLD_READING_TYPE) return {};
  const data = await ask(bmc, sensor, GET_THRESHOLDS, [sensor.number], options);
  if (data.length < 7) throw shortAnswer("Get Sensor Thresholds", data.length, 7);
  const readable = data.readUInt8(0);
  const thresholds: Partial<Record<keyof SensorThresholds, number>> = {};
  for (const [bit, name] of THRESHOLD_NAMES.entries()) {
    if (((readable >> bit) & 1) === 0) continue;
    const raw = data.readUInt8(1 + bit);
    const factors = await factorsFor(bmc, sensor, raw, options);
    const value = convertReading(raw, sensor.analogFormat, factors, sensor.linearization);
    if (value !== undefined) thresholds[name] = value;
  }
  return thresholds;
}

/** Get Sensor Reading Factors for non-linear sensors. Source: IPMI 2.0 rev. 1.1, section 35.5. */
async function factorsFor(
  bmc: IpmiRequester,
  sensor: SensorRecord,
  raw: number,
  options: CommandOptions,
): Promise<SensorFactors> {
  if (!needsReadingFactors(sensor.linearization)) return sensor.factors;
  const data = await ask(bmc, sensor, GET_READING_FACTORS, [sensor.number, raw], options);
  if (data.length < 7) throw shortAnswer("Get Sensor Reading Factors", data.length, 7);
  return decodeFactors(data.subarray(1, 7));
}

async function ask(
  bmc: IpmiRequester,
  sensor: SensorRecord,
  command: number,
  data: readonly number[],
  options: CommandOptions,
): Promise<Buffer> {
  const { ownerLun: lun } = sensor;
  return await bmc.request({ ...options, netFn: SENSOR, command, data: Buffer.from(data), lun, idempotent: true });
}
