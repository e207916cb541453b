/** One sensor of the simulated BMC with a full record. Source of the layout: IPMI 2.0 rev. 1.1, table 43-1. */
interface Analog {
  readonly number: number;
  readonly name: string;
  readonly type: number;
  readonly unit: number;
  readonly entity: number;
  readonly m: number;
  readonly b: number;
  /** Exponent of the result. */
  readonly exponent: number;
  /** Half raw counts. */
  readonly tolerance: number;
  readonly raw: number;
}

const ANALOG: readonly Analog[] = [
  { number: 1, name: "Temp A", type: 1, unit: 1, entity: 3, m: 5, b: -100, exponent: -1, tolerance: 4, raw: 0x60 },
  { number: 2, name: "Fan 1", type: 4, unit: 18, entity: 29, m: 100, b: 0, exponent: 0, tolerance: 0, raw: 0x37 },
  { number: 3, name: "VBAT", type: 2, unit: 4, entity: 7, m: 2, b: 0, exponent: -2, tolerance: 0, raw: 0x99 },
  { number: 4, name: "PSU Amps", type: 3, unit: 5, entity: 10, m: 1, b: 0, exponent: -1, tolerance: 2, raw: 0x19 },
];

const hex = (bytes: readonly number[]) => bytes.map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ");

function record(type: number, body: readonly number[], name: string): string {
  const text = [...Buffer.from(name, "latin1")];
  const all = [...body, 0xc0 | text.length, ...text];
  return `main_sdr_add 0x20 ${hex([0, 0, 0x51, type, all.length, ...all])}`;
}

function analog({ number, name, type, unit, entity, m, b, exponent, tolerance, raw }: Analog): readonly string[] {
  const factors = [m & 0xff, ((m >> 2) & 0xc0) | tolerance, b & 0xff, (b >> 2) & 0xc0, 0, (exponent & 0x0f) << 4];
  const key = [0x20, 0, number, entity, 1, 0x67, 0x68, type, 0x01];
  const masks = [0xc0, 0x7f, 0xc0, 0x7f, 0x3f, 0x3f, 0x00, unit, 0, 0];
  const rest = [0, 0, 0, 0, 0, 0, 0xf0, 0xe8, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0];
  return [
    `sensor_add 0x20 0 ${number} ${type} 1`,
    `sensor_set_value 0x20 0 ${number} ${raw} 0`,
    `sensor_set_event_support 0x20 0 ${number} enable scanning per-state ${Array(4).fill("000000000000000").join(" ")}`,
    `sensor_set_threshold 0x20 0 ${number} settable 111000 0xf0 0xe8 0xe0 00 00 00`,
    record(0x01, [...key, ...masks, ...factors, ...rest], name),
  ];
}

/** A power supply that says that it is there. */
const DISCRETE = [
  "sensor_add 0x20 0 9 8 0x6f",
  `sensor_set_event_support 0x20 0 9 enable scanning per-state ${Array(4).fill("000000000001111").join(" ")}`,
  "sensor_set_bit 0x20 0 9 0 1 0",
  record(
    0x02,
    [0x20, 0, 9, 10, 1, 0x67, 0x40, 8, 0x6f, 0x0f, 0, 0x0f, 0, 0x0f, 0, 0xc0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    "PS1 Status",
  ),
];

/** Commands of ipmi_sim's emulator that add sensors of five kinds with their records. */
export const SIMULATED_SENSORS: readonly string[] = [...ANALOG.flatMap(analog), ...DISCRETE];
