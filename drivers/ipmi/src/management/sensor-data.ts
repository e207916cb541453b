import type { JsonObject, SensorData } from "@steelyard/interfaces";
import {
  decodeSensorRecord,
  getSensorReading,
  getSensorThresholds,
  isCompletionCode,
  isIpmiError,
  isReadable,
  type SdrRecord,
  type SensorReading,
  type SensorRecord,
  type SensorThresholds,
  walkSdrs,
} from "@steelyard/ipmi-client";
import type { IpmiBmc } from "../access/ipmi-bmcs.js";
import { entityText } from "./entity-names.js";

const FULL_RECORD = 0x01;
const THRESHOLD_READING_TYPE = 0x01;

/** Numbers of threshold comparisons, the worst first. Source: IPMI 2.0 rev. 1.1, table 35-14 (Get Sensor Reading, byte 4). */
const STATUSES = [
  [2, "Lower Non-Recoverable"],
  [5, "Upper Non-Recoverable"],
  [1, "Lower Critical"],
  [4, "Upper Critical"],
  [0, "Lower Non-Critical"],
  [3, "Upper Non-Critical"],
] as const;

const THRESHOLD_FIELDS = {
  upperNonRecoverable: "Upper non-recoverable",
  upperCritical: "Upper critical",
  upperNonCritical: "Upper non-critical",
  lowerNonRecoverable: "Lower non-recoverable",
  lowerCritical: "Lower critical",
  lowerNonCritical: "Lower non-critical",
} as const satisfies Record<keyof SensorThresholds, string>;

/**
 * Reads every sensor that the BMC itself owns, grouped by the first word of its type.
 *
 * @remarks
 * Fields and spelling are those of `ipmitool sdr -v`, which consumers of Ironic's sensor data read: `Sensor ID`, `Entity ID`,
 * `Sensor Reading` (`38 (+/- 0) degrees C`), `Status`, thresholds. Sensors without a reading are left out.
 * Source: Ironic `ipmitool._parse_ipmi_sensors_data`.
 */
export async function readSensors(bmc: IpmiBmc): Promise<SensorData> {
  const groups: Record<string, Record<string, JsonObject>> = {};
  for await (const record of walkSdrs(bmc.client, bmc.read())) {
    for (const sensor of decodeSensorRecord(record)) {
      if (!isReadable(sensor)) continue;
      const reading = await unlessRefused(getSensorReading(bmc.client, sensor, bmc.read()));
      if (reading === undefined || !reading.isAvailable) continue;
      const thresholds = await unlessRefused(getSensorThresholds(bmc.client, sensor, bmc.read()));
      const fields = sensorFields(record, sensor, reading, thresholds ?? {});
      const [group = "Unknown"] = sensor.typeName.split(" ");
      groups[group] = { ...groups[group], [`${sensor.name} (0x${sensor.number.toString(16)})`]: fields };
    }
  }
  return groups;
}

/** BMCs list sensors that they then refuse to read; the others are still worth having. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isIpmiError(error, "COMPLETION_CODE") || isCompletionCode(error, "INSUFFICIENT_PRIVILEGE")) throw error;
    return undefined;
  }
}

function sensorFields(
  record: SdrRecord,
  sensor: SensorRecord,
  reading: SensorReading,
  thresholds: SensorThresholds,
): JsonObject {
  const hasThresholds = sensor.readingType === THRESHOLD_READING_TYPE;
  const type = `${sensor.typeName} (0x${sensor.type.toString(16).padStart(2, "0")})`;
  return {
    "Sensor ID": `${sensor.name} (0x${sensor.number.toString(16)})`,
    "Entity ID": entityText(sensor.entityId, sensor.entityInstance),
    [hasThresholds ? "Sensor Type (Threshold)" : "Sensor Type (Discrete)"]: type,
    "Sensor Reading": readingText(record, sensor, reading),
    ...(hasThresholds ? { Status: statusText(reading) } : { "States Asserted": reading.states.join(", ") }),
    ...thresholdFields(thresholds),
  };
}

function readingText(record: SdrRecord, sensor: SensorRecord, { value, raw = 0 }: SensorReading): string {
  if (value === undefined) return `${raw.toString(16)}h`;
  return `${decimal(value)} (+/- ${decimal(tolerance(record, sensor))}) ${sensor.units}`;
}

function statusText({ states }: SensorReading): string {
  return STATUSES.find(([state]) => states.includes(state))?.[1] ?? "ok";
}

function thresholdFields(thresholds: SensorThresholds): JsonObject {
  const fields = Object.entries(THRESHOLD_FIELDS).map(([key, field]) => {
    const value = thresholds[key as keyof SensorThresholds];
    return value === undefined ? [] : [[field, value.toFixed(3)] as const];
  });
  return Object.fromEntries(fields.flat());
}

/** Half raw counts, in the low six bits behind M. Source: IPMI 2.0 rev. 1.1, table 43-1, byte 26. */
function tolerance({ recordType, bytes }: SdrRecord, { factors }: SensorRecord): number {
  if (recordType !== FULL_RECORD) return 0;
  return Math.abs(factors.m * ((bytes.readUInt8(25) & 0x3f) / 2)) * 10 ** factors.resultExponent;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
