import type { BootTarget } from "../machine/boot-seam.js";
import type { Machine, PowerRequest } from "../machine/machine.js";
import { sensorsOf } from "../machine/sensors.js";
import type { LanRequest } from "./packets.js";
import { rawReading, sensorRecords } from "./sdr.js";

/** A completion code and the bytes behind it. */
export interface CommandAnswer {
  readonly code: number;
  readonly data: readonly number[] | Uint8Array;
}

/** A user's session, as commands see it. */
export interface CommandSession {
  /** 1 callback, 2 user, 3 operator, 4 administrator. */
  privilege: number;
  readonly maxPrivilege: number;
  reservation: number;
}

const OK = 0x00;
const INVALID_COMMAND = 0xc1;
const WRONG_LENGTH = 0xc7;
const RESERVATION_CANCELLED = 0xc5;
const NOT_THERE = 0xcb;
const INVALID_FIELD = 0xcc;
const NO_PRIVILEGE = 0xd4;
const PARAMETER_UNSUPPORTED = 0x80;

const ok = (data: readonly number[] | Uint8Array = []): CommandAnswer => ({ code: OK, data });
const fail = (code: number): CommandAnswer => ({ code, data: [] });

type Command = (machine: Machine, data: Buffer, session: CommandSession) => CommandAnswer;

/** Source: IPMI 2.0 rev. 1.1, table 28-4. */
const CONTROLS: Readonly<Record<number, PowerRequest>> = {
  0: "off",
  1: "on",
  2: "cycle",
  3: "reset",
  4: "nmi",
  5: "soft-off",
};

/** Source: table 28-14, boot flags data 2. */
const DEVICES: Readonly<Record<number, BootTarget>> = { 1: "pxe", 2: "disk", 5: "cdrom", 6: "bios-setup", 15: "usb" };

function bootFlags(machine: Machine): readonly number[] {
  const { enabled, target } = machine.settings.bootOverride;
  const device = Object.entries(DEVICES).find(([, each]) => each === target)?.[0];
  const isValid = enabled !== "disabled";
  const first =
    (isValid ? 0x80 : 0) | (enabled === "continuous" ? 0x40 : 0) | (machine.settings.bootMode === "uefi" ? 0x20 : 0);
  return [first, (device === undefined ? 0 : Number(device)) << 2, 0, 0, 0];
}

function setBootFlags(machine: Machine, data: Buffer): CommandAnswer {
  if (data.length < 2) return fail(WRONG_LENGTH);
  const [first = 0, second = 0] = data;
  const selector = (second >> 2) & 0x0f;
  const target = DEVICES[selector];
  if (selector !== 0 && target === undefined) return fail(INVALID_FIELD);
  const mode = (first & 0x20) !== 0 ? "uefi" : "bios";
  if (mode !== machine.settings.bootMode) machine.settings.setBootMode(mode);
  const isValid = (first & 0x80) !== 0 && target !== undefined;
  machine.settings.setBootOverride(
    isValid ? { enabled: (first & 0x40) !== 0 ? "continuous" : "once", target } : { enabled: "disabled", target: null },
  );
  return ok();
}

const APP: Readonly<Record<number, Command>> = {
  // Get Device ID (§20.1)
  1: () => ok([0x20, 0x81, 0x02, 0x10, 0x02, 0xbf, 0x57, 0x01, 0x00, 0x34, 0x12, 0, 0, 0, 0]),
  // Cold and warm reset
  2: (machine) => {
    machine.journal("bmc-reset");
    return ok();
  },
  3: (machine) => {
    machine.journal("bmc-reset");
    return ok();
  },
  // Get Self Test Results
  4: () => ok([0x55, 0x00]),
  // Get System GUID (§22.14): bytes in reversed order of the UUID
  55: (machine) => ok(guidOf(machine)),
  // Get Channel Info, Get Session Info are not needed; Set Session Privilege Level (§22.18)
  59: (_machine, [level = 0], session) => {
    if (level === 0) return ok([session.privilege]);
    if (level > session.maxPrivilege) return fail(0x81);
    session.privilege = level;
    return ok([level]);
  },
  // Close Session is done by the responder.
  60: () => ok(),
};

const CHASSIS: Readonly<Record<number, Command>> = {
  // Get Chassis Status (§28.2)
  1: (machine) => ok([(machine.power === "on" || machine.power === "powering-off" ? 1 : 0) | 0x60, 0, 0, 0]),
  // Chassis Control
  2: (machine, [control = 0], session) => {
    if (session.privilege < 3) return fail(NO_PRIVILEGE);
    const request = CONTROLS[control & 0x0f];
    if (request === undefined) return fail(INVALID_FIELD);
    machine.request(request);
    return ok();
  },
  // Chassis Identify
  4: (machine, [seconds = 15, force = 0]) => {
    machine.setIndicator("system", (force & 1) === 1 || seconds > 0 ? "blinking" : "off");
    return ok();
  },
  // Set System Boot Options
  8: (machine, data, session) => {
    if (session.privilege < 3) return fail(NO_PRIVILEGE);
    const parameter = (data[0] ?? 0) & 0x7f;
    if (parameter === 5) return setBootFlags(machine, data.subarray(1));
    return [0, 3, 4].includes(parameter) ? ok() : fail(PARAMETER_UNSUPPORTED);
  },
  // Get System Boot Options
  9: (machine, data) => {
    const parameter = (data[0] ?? 0) & 0x7f;
    if (parameter === 5) return ok([1, 5, ...bootFlags(machine)]);
    if (parameter === 0) return ok([1, 0, 0]);
    if (parameter === 4) return ok([1, 4, 0, 0]);
    return fail(PARAMETER_UNSUPPORTED);
  },
};

const SENSOR: Readonly<Record<number, Command>> = {
  // Get Sensor Reading (§35.14)
  45: (machine, [number = 0]) => {
    const sensor = sensorsOf(machine).find((each) => each.number === number);
    if (sensor === undefined) return fail(NOT_THERE);
    if (sensor.reading === null) return ok([0, 0xe0, 0xc0]);
    return ok([rawReading(sensor, sensor.reading), 0xc0, 0xc0]);
  },
};

const STORAGE: Readonly<Record<number, Command>> = {
  // Get FRU Inventory Area Info: there is none.
  16: () => fail(NOT_THERE),
  // Get SDR Repository Info (§33.9)
  32: (machine) => {
    const count = sensorRecords(machine).length;
    return ok([0x51, count & 0xff, count >> 8, 0xff, 0xff, 1, 0, 0, 0, 1, 0, 0, 0, 0x22]);
  },
  // Reserve SDR Repository
  34: (_machine, _data, session) => {
    session.reservation += 1;
    return ok([session.reservation & 0xff, session.reservation >> 8]);
  },
  // Get SDR (§33.12)
  35: (machine, data, session) => {
    if (data.length < 6) return fail(WRONG_LENGTH);
    const [offset, wanted] = [data[4] as number, data[5] as number];
    const reservation = data.readUInt16LE(0);
    if (offset !== 0 && reservation !== session.reservation) return fail(RESERVATION_CANCELLED);
    const records = sensorRecords(machine);
    const id = data.readUInt16LE(2);
    const at = id === 0 ? 0 : records.findIndex((record) => record.readUInt16LE(0) === id);
    const record = records[at];
    if (record === undefined) return fail(NOT_THERE);
    // What BMCs have room for in one message.
    if (wanted !== 0xff && wanted > 32) return fail(0xca);
    if (wanted === 0xff && record.length > 64) return fail(0xca);
    const next = records[at + 1]?.readUInt16LE(0) ?? 0xffff;
    const part = record.subarray(offset, wanted === 0xff ? undefined : offset + wanted);
    return ok([next & 0xff, next >> 8, ...part]);
  },
};

const TABLES: Readonly<Record<number, Readonly<Record<number, Command>>>> = {
  0: CHASSIS,
  4: SENSOR,
  6: APP,
  10: STORAGE,
};

/** Carries out a command inside a session. */
export function runCommand(
  machine: Machine,
  { netFn, command, data }: LanRequest,
  session: CommandSession,
): CommandAnswer {
  const run = TABLES[netFn]?.[command];
  return run === undefined ? fail(INVALID_COMMAND) : run(machine, data, session);
}

/** The system GUID as it is sent: least significant byte first (§20.8). */
export function guidOf(machine: Machine): Buffer {
  return Buffer.from(machine.uuid.replaceAll("-", ""), "hex").reverse();
}
