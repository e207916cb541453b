import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeRequester } from "../testing/fake-requester.test.fixture.js";
import { convertReading, decodeFactors } from "./sensor-conversion.js";
import { getSensorReading, getSensorThresholds, isReadable } from "./sensor-reading.js";
import { decodeSensorRecord, type SdrRecord } from "./sensor-record.js";
import { formatUnits, SENSOR_UNITS } from "./sensor-units.js";

const linear = { m: 1, b: 0, bExponent: 0, resultExponent: 0 };

/** A full record: `Temp A`, degrees C, with these factor bytes. */
function record(change: Readonly<Record<number, number>> = {}): SdrRecord {
  const text = "0100510131 200001 03016768 0101 c07fc07f3f3f 000100 00 05009cc000f0".padEnd(200, " ");
  const bytes = Buffer.alloc(54);
  Buffer.from(text.replaceAll(" ", ""), "hex").copy(bytes);
  bytes[47] = 0xc6;
  bytes.write("Temp A", 48, "latin1");
  for (const [at, value] of Object.entries(change)) bytes[Number(at)] = value;
  return { recordId: 1, recordType: bytes.readUInt8(3), bytes };
}

describe("conversion", () => {
  test.each([
    ["a plain byte", 37, "unsigned", linear, 0, 37],
    ["volts in hundredths", 118, "unsigned", { m: 61, b: 0, bExponent: 0, resultExponent: -3 }, 0, 7.198],
    ["an offset with its own exponent", 20, "unsigned", { m: 2, b: -5, bExponent: 1, resultExponent: 0 }, 0, -10],
    ["fan speed in hundreds", 56, "unsigned", { m: 1, b: 0, bExponent: 0, resultExponent: 2 }, 0, 5600],
    ["two's complement", 0xff, "twos-complement", linear, 0, -1],
    ["one's complement", 0xfe, "ones-complement", linear, 0, -1],
    ["ln", 1, "unsigned", linear, 1, 0],
    ["log10", 100, "unsigned", linear, 2, 2],
    ["log2", 8, "unsigned", linear, 3, 3],
    ["e", 0, "unsigned", linear, 4, 1],
    ["10 to the power", 2, "unsigned", linear, 5, 100],
    ["2 to the power", 5, "unsigned", linear, 6, 32],
    ["1/x", 4, "unsigned", linear, 7, 0.25],
    ["square", 5, "unsigned", linear, 8, 25],
    ["cube", 3, "unsigned", linear, 9, 27],
    ["square root", 81, "unsigned", linear, 10, 9],
    ["cube root", 27, "unsigned", linear, 11, 3],
    ["1/x of nothing", 0, "unsigned", linear, 7, undefined],
    ["an unknown function", 1, "unsigned", linear, 12, undefined],
    ["a discrete sensor", 1, "none", linear, 0, undefined],
  ] as const)("%s", (_, raw, format, factors, linearization, value) => {
    expect(convertReading(raw, format, factors, linearization)).toBe(value);
  });

  test("reads signed factors of 10 and 4 bits back from their bytes", () => {
    const ten = fc.integer({ min: -512, max: 511 });
    const four = fc.integer({ min: -8, max: 7 });
    fc.assert(
      fc.property(ten, ten, four, four, (m, b, bExponent, resultExponent) => {
        const bytes = [m & 0xff, ((m >> 2) & 0xc0) | 0x2a, b & 0xff, ((b >> 2) & 0xc0) | 0x15, 0x77];
        const factors = decodeFactors(Buffer.from([...bytes, ((resultExponent & 15) << 4) | (bExponent & 15)]));
        expect(factors).toEqual({ m, b, bExponent, resultExponent });
      }),
    );
  });
});

describe("records", () => {
  test("a full record", () => {
    expect(decodeSensorRecord(record())).toEqual([
      {
        recordId: 1,
        kind: "full",
        name: "Temp A",
        number: 1,
        ownerId: 0x20,
        ownerLun: 0,
        entityId: 3,
        entityInstance: 1,
        type: 1,
        typeName: "Temperature",
        readingType: 1,
        analogFormat: "unsigned",
        units: "degrees C",
        linearization: 0,
        factors: { m: 5, b: -100, bExponent: 0, resultExponent: -1 },
      },
    ]);
  });

  test("a compact record that three sensors share", () => {
    const bytes = Buffer.alloc(36);
    Buffer.from("0200510231200040", "hex").copy(bytes);
    Buffer.from("0d01676f", "hex").copy(bytes, 8);
    bytes.set([0x0d, 0x6f], 12);
    bytes.set([0x03, 0x81], 23);
    bytes.set([0xc4], 31);
    bytes.write("HDD ", 32, "latin1");
    const sensors = decodeSensorRecord({ recordId: 2, recordType: 2, bytes });
    expect(sensors.map(({ name, number, entityInstance }) => [name, number, entityInstance])).toEqual([
      ["HDD1", 0x40, 1],
      ["HDD2", 0x41, 2],
      ["HDD3", 0x42, 3],
    ]);
    expect(sensors[0]).toMatchObject({ typeName: "Drive Slot / Bay", readingType: 0x6f, analogFormat: "none" });
  });

  test.each([
    [0xc3, "466f6f", "Foo"],
    [0x83, "29dca6", "IPMI"],
    [0x42, "12a3", "12 3"],
    [0x03, "c3a541", "åA"],
    [0xc6, "466f6f000000", "Foo"],
  ])("an ID string of type %i", (typeLength, hex, name) => {
    const { bytes } = record({ 47: typeLength });
    Buffer.from(hex, "hex").copy(bytes, 48);
    expect(decodeSensorRecord({ recordId: 1, recordType: 1, bytes })[0]?.name).toBe(name);
  });

  test("no bytes make it throw", () => {
    const anyRecord = fc.record({
      recordId: fc.nat(0xffff),
      recordType: fc.constantFrom(1, 2, 3, 0x11, 0xc0),
      bytes: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(anyRecord, (some) => void decodeSensorRecord(some)),
      { numRuns: 1000 },
    );
  });

  test("units", () => {
    expect(SENSOR_UNITS).toHaveLength(93);
    expect([SENSOR_UNITS[18], SENSOR_UNITS[60], SENSOR_UNITS[92]]).toEqual(["RPM", "Decibels", "grams"]);
    expect(formatUnits(0x00, 1, 0)).toBe("degrees C");
    expect(formatUnits(0x01, 0, 0)).toBe("percent");
    expect(formatUnits(0x04, 6, 24)).toBe("Watts * hour");
    expect(formatUnits(0x02, 70, 22)).toBe("byte / second");
    expect(formatUnits(0x18, 70, 0)).toBe("byte per second");
    expect(formatUnits(0x00, 200, 0)).toBe("unknown");
  });
});

describe("readings", () => {
  const [sensor] = decodeSensorRecord(record({ 6: 0x01 }));

  test("asks the sensor's logical unit and converts", async () => {
    const bmc = new FakeRequester(() => [0, 0x60, 0xc0, 0x18, 0x80]);
    expect(await getSensorReading(bmc, sensor!)).toEqual({ isAvailable: true, raw: 0x60, value: 38, states: [3, 4] });
    expect(bmc.asked[0]).toMatchObject({ netFn: 0x04, command: 0x2d, lun: 1, idempotent: true });
  });

  test.each([
    ["scanning is off", [0, 0x60, 0x80]],
    ["the reading is unavailable", [0, 0x60, 0xe0]],
    ["the sensor is not present", [0xcb]],
    ["there is no answer", [0xce]],
    ["the state does not allow it", [0xd5]],
  ])("has no value when %s", async (_, answer) => {
    const reading = await getSensorReading(new FakeRequester(() => answer), sensor!);
    expect(reading).toEqual({ isAvailable: false, value: undefined, raw: undefined, states: [] });
  });

  test("passes other errors on", async () => {
    await expect(getSensorReading(new FakeRequester(() => [0xd4]), sensor!)).rejects.toMatchObject({
      completionCode: 0xd4,
    });
  });

  test("asks a non-linear sensor for the factors of the very reading", async () => {
    const [curved] = decodeSensorRecord(record({ 23: 0x70 }));
    const bmc = new FakeRequester(({ command }) =>
      command === 0x2d ? [0, 0x10, 0x40, 0, 0] : [0, 0x11, 0x03, 0x00, 0x02, 0x00, 0x00, 0x00],
    );
    expect((await getSensorReading(bmc, curved!)).value).toBe(50);
    expect(bmc.bytes).toEqual(["042d01", "04230110"]);
  });

  test("thresholds are those the mask shows", async () => {
    const bmc = new FakeRequester(() => [0, 0x18, 1, 2, 3, 0x80, 0x90, 0xa0]);
    expect(await getSensorThresholds(bmc, sensor!)).toEqual({ upperNonCritical: 54, upperCritical: 62 });
  });

  test("a sensor of another controller is behind a bridge", () => {
    expect(isReadable(sensor!)).toBe(true);
    expect(isReadable(decodeSensorRecord(record({ 5: 0x2c }))[0]!)).toBe(false);
  });
});
