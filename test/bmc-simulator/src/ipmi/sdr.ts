import type { Machine } from "../machine/machine.js";
import { type Sensor, sensorsOf } from "../machine/sensors.js";

/** Sensor type, unit, and the factors of `y = (M x + B 10^K2) 10^K1`. Source: IPMI 2.0 rev. 1.1, tables 42-3 and 43-15. */
const KINDS: Readonly<Record<Sensor["kind"], { type: number; unit: number; m: number; exponent: number }>> = {
  temperature: { type: 0x01, unit: 1, m: 1, exponent: 0 },
  fan: { type: 0x04, unit: 18, m: 120, exponent: 0 },
  voltage: { type: 0x02, unit: 4, m: 2, exponent: -2 },
  power: { type: 0x0b, unit: 6, m: 4, exponent: 0 },
};

/** The raw byte of a reading in the sensor's own factors. */
export function rawReading({ kind }: Sensor, value: number): number {
  const { m, exponent } = KINDS[kind];
  return Math.max(0, Math.min(255, Math.round(value / (m * 10 ** exponent))));
}

/** Full sensor records (§43.1), one per sensor; record ids are the sensor numbers. */
export function sensorRecords(machine: Machine): readonly Buffer[] {
  return sensorsOf(machine).map((sensor) => {
    const { type, unit, m, exponent } = KINDS[sensor.kind];
    const name = Buffer.from(sensor.name, "latin1");
    const body = Buffer.alloc(43 + name.length);
    body.set([0x20, 0x00, sensor.number, sensor.kind === "fan" ? 29 : 7, 1], 0);
    // Scans after power-up; re-arms itself, thresholds are readable, no events; threshold-based reading.
    body.set([0x01, 0x47, type, 0x01], 5);
    // Readings are compared with the upper critical threshold, which can be read.
    body.writeUInt16LE(0x0000, 9);
    body.writeUInt16LE(0x2000, 11);
    body.writeUInt16LE(0x0010, 13);
    body.set([0x00, unit, 0x00, 0x00], 15);
    body.set([m & 0xff, (m >> 8) << 6, 0, 0, 0, ((exponent & 0x0f) << 4) | 0], 19);
    body.set([0x00, 0, 0, 0, 0xff, 0x00], 25);
    const critical = rawReading(sensor, sensor.upperCritical);
    body.set([0, critical, 0, 0, 0, 0, 0, 0, 0, 0, 0], 31);
    body.writeUInt8(0xc0 | name.length, 42);
    body.set(name, 43);
    const head = Buffer.from([sensor.number & 0xff, 0, 0x51, 0x01, body.length]);
    return Buffer.concat([head, body]);
  });
}
