import { decodeSdrText } from "./sdr-text.js";
import { type AnalogFormat, decodeFactors, type SensorFactors } from "./sensor-conversion.js";
import { sensorTypeName } from "./sensor-types.js";
import { formatUnits } from "./sensor-units.js";

/** A record of the SDR repository as sent. @public */
export interface SdrRecord {
  readonly recordId: number;
  /** 01h full sensor, 02h compact sensor, 03h event-only, 11h FRU locator, 12h controller locator, C0h OEM … */
  readonly recordType: number;
  /** The whole record with its header of 5 bytes. */
  readonly bytes: Buffer;
}

/** A sensor that can be read, from a full or compact record. @public */
export interface SensorRecord {
  readonly recordId: number;
  readonly kind: "full" | "compact";
  readonly name: string;
  readonly number: number;
  /** Slave address or software id of the controller that owns it; 20h is the BMC. */
  readonly ownerId: number;
  readonly ownerLun: number;
  readonly entityId: number;
  readonly entityInstance: number;
  readonly type: number;
  readonly typeName: string;
  /** 01h: thresholds; 02h–0Ch: generic states; 6Fh: states of the sensor type; from 70h OEM. */
  readonly readingType: number;
  readonly analogFormat: AnalogFormat;
  readonly units: string;
  readonly linearization: number;
  readonly factors: SensorFactors;
}

const ANALOG_FORMATS = ["unsigned", "ones-complement", "twos-complement", "none"] as const;
const NO_FACTORS: SensorFactors = { m: 1, b: 0, bExponent: 0, resultExponent: 0 };
const HEADER_BYTES = 5;

/**
 * The sensors that a record describes: one for a full record, up to 15 for a compact record that sensors share, none for
 * records of another type or too short to be one.
 * @remarks Source: IPMI 2.0 rev. 1.1, tables 43-1 and 43-2.
 * @public
 */
export function decodeSensorRecord(record: SdrRecord): readonly SensorRecord[] {
  if (record.recordType === 0x01) return fullRecord(record);
  if (record.recordType === 0x02) return compactRecord(record);
  return [];
}

function fullRecord(record: SdrRecord): readonly SensorRecord[] {
  const { bytes } = record;
  if (bytes.length < 48) return [];
  return [
    {
      ...keyAndUnits(record),
      kind: "full",
      name: decodeSdrText(bytes.readUInt8(47), bytes.subarray(48)),
      linearization: bytes.readUInt8(23) & 0x7f,
      factors: decodeFactors(bytes.subarray(24, 30)),
    },
  ];
}

function compactRecord(record: SdrRecord): readonly SensorRecord[] {
  const { bytes } = record;
  if (bytes.length < 32) return [];
  const name = decodeSdrText(bytes.readUInt8(31), bytes.subarray(32));
  const sharing = bytes.readUInt8(23);
  const increments = bytes.readUInt8(24);
  const shared = keyAndUnits(record);
  const count = Math.max(1, sharing & 0x0f);
  const isAlpha = ((sharing >> 4) & 0x03) === 1;
  return Array.from({ length: count }, (_, index) => ({
    ...shared,
    kind: "compact" as const,
    // A compact record has no conversion: what it reads is not a number with a unit.
    analogFormat: "none" as const,
    number: (shared.number + index) & 0xff,
    entityInstance: (increments & 0x80) === 0 ? shared.entityInstance : shared.entityInstance + index,
    name: count === 1 ? name : `${name}${instance((increments & 0x7f) + index, isAlpha)}`,
    linearization: 0,
    factors: NO_FACTORS,
  }));
}

function keyAndUnits({ recordId, bytes }: SdrRecord) {
  const type = bytes.readUInt8(12);
  const unitFlags = bytes.readUInt8(20);
  return {
    recordId,
    ownerId: bytes.readUInt8(5),
    ownerLun: bytes.readUInt8(6) & 0x03,
    number: bytes.readUInt8(7),
    entityId: bytes.readUInt8(8),
    entityInstance: bytes.readUInt8(9) & 0x7f,
    type,
    typeName: sensorTypeName(type),
    readingType: bytes.readUInt8(13),
    analogFormat: ANALOG_FORMATS[unitFlags >> 6] ?? "none",
    units: formatUnits(unitFlags, bytes.readUInt8(21), bytes.readUInt8(22)),
  };
}

function instance(value: number, isAlpha: boolean): string {
  if (!isAlpha) return String(value);
  const low = String.fromCharCode(0x41 + (value % 26));
  return value < 26 ? low : `${String.fromCharCode(0x41 + Math.floor(value / 26) - 1)}${low}`;
}

/** The bytes a record has in all, by its header; `undefined` for less than a header. @internal */
export function recordLength(header: Buffer): number | undefined {
  return header.length < HEADER_BYTES ? undefined : HEADER_BYTES + header.readUInt8(4);
}
