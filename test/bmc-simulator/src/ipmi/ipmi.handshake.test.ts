import { expect, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { type ConsoleOptions, IpmiConsole } from "../testing/ipmi-console.test.support.js";
import { testRack } from "../testing/test-rack.test.support.js";
import { SequenceWindow } from "./sessions.js";
import type { CipherSuiteId } from "./suites.js";

const rackOf = (ipmi: NonNullable<RackMachine["ipmi"]> = {}) => testRack({ name: "m", protocols: ["ipmi"], ipmi });
const STATUS_ON = [0x00, 0x01] as const;

test.each([3, 17] as const)("opens a session with suite %i and answers in it", async (suite) => {
  const { only } = await rackOf();
  const console = await new IpmiConsole(only, { suite }).login();
  expect((await console.ask(...STATUS_ON))?.[0]).toBe(0);
});

test.each([0, 8, 12] as const)("takes suite %i only when it is told to", async (suite) => {
  const off = await rackOf();
  expect(await new IpmiConsole(off.only, { suite }).open()).toEqual({ refused: "open", status: 0x11 });
  const on = await rackOf({ cipherSuites: [suite] });
  expect((await (await new IpmiConsole(on.only, { suite }).login()).ask(...STATUS_ON))?.[0]).toBe(0);
  expect(await new IpmiConsole(on.only).open()).toEqual({ refused: "open", status: 0x11 });
});

const REFUSALS: readonly (readonly [string, ConsoleOptions, unknown])[] = [
  ["an unknown name", { username: "nobody" }, { refused: "rakp2", status: 0x0d }],
  ["a name past 16 bytes", { username: "a-name-of-17-byte" }, { refused: "rakp2", status: 0x0c }],
  ["a wrong password", { password: "wrong" }, { refused: "rakp4", status: 0x0f }],
  ["a level above the user's", { username: "looker", password: "look" }, { refused: "rakp2", status: 0x0a }],
  ["a level that is none", { privilege: 5 }, { refused: "rakp2", status: 0x09 }],
];

test.each(REFUSALS)("refuses %s with the standard's status", async (_what, options, refusal) => {
  const { only } = await rackOf({ otherUsers: [{ username: "looker", password: "look", maxPrivilege: 2 }] });
  expect(await new IpmiConsole(only, options).open()).toEqual(refusal);
  expect(await new IpmiConsole(only).open()).toBe("open");
});

test("a key K_G is needed beside the password where there is one", async () => {
  const kgKey = Buffer.from("0123456789abcdef0123");
  const { only } = await rackOf({ kgKey });
  expect(await new IpmiConsole(only, { kgKey }).open()).toBe("open");
  await expect(new IpmiConsole(only).open()).rejects.toThrow(/check value/);
  expect((await new IpmiConsole(only).presession(0x06, 0x38, 0x8e, 4))?.[3]).toBe(0x24);
});

test("has room for so many sessions; closing one makes room", async () => {
  const { only } = await rackOf({ maxSessions: 2 });
  const first = await new IpmiConsole(only).login();
  await new IpmiConsole(only).login();
  expect(await new IpmiConsole(only).open()).toEqual({ refused: "open", status: 0x01 });
  const id = Buffer.alloc(4);
  id.writeUInt32LE(first.sessionId);
  expect([...((await first.ask(0x06, 0x3c, ...id)) ?? [])]).toEqual([0]);
  expect(await first.ask(...STATUS_ON)).toBeUndefined();
  expect(await new IpmiConsole(only).open()).toBe("open");
});

test("an idle session ends", async () => {
  const { only } = await rackOf({ maxSessions: 1, sessionIdleMs: 50 });
  const console = await new IpmiConsole(only).login();
  const deadline = performance.now() + 5000;
  let next: unknown;
  while (next !== "open" && performance.now() < deadline) next = await new IpmiConsole(only).open();
  expect(next).toBe("open");
  expect(await console.ask(...STATUS_ON)).toBeUndefined();
});

test("a packet is taken once, in a window around the newest", async () => {
  const { only } = await rackOf();
  const console = await new IpmiConsole(only).login();
  const old = console.packet(...STATUS_ON);
  const newer = console.packet(...STATUS_ON);
  expect(await console.resend(newer)).toBeDefined();
  expect(await console.resend(newer)).toBeUndefined();
  expect(await console.resend(old)).toBeDefined();
  console.skip(20);
  expect(await console.ask(...STATUS_ON)).toBeUndefined();
});

test.each([
  [
    [1, 2, 3],
    [true, true, true],
  ],
  [
    [1, 1],
    [true, false],
  ],
  [
    [5, 3, 5, 3],
    [true, true, false, false],
  ],
  [
    [16, 17, 1, 2],
    [true, true, false, true],
  ],
  [[17], [false]],
  [[0], [false]],
])("of the sequence numbers %j it takes %j", (numbers, taken) => {
  const window = new SequenceWindow();
  expect(numbers.map((each) => window.takes(each))).toEqual(taken);
});

test("a packet that is not signed right, or not encrypted, is not answered", async () => {
  const { only } = await rackOf();
  const console = await new IpmiConsole(only).login();
  const packet = console.packet(...STATUS_ON);
  const spoilt = Buffer.from(packet);
  spoilt.writeUInt8(spoilt.readUInt8(spoilt.length - 1) ^ 1, spoilt.length - 1);
  expect(await console.raw(spoilt, 100)).toBeUndefined();
  const plain = Buffer.from(packet);
  plain.writeUInt8(0x00, 5);
  expect(await console.raw(plain, 100)).toBeUndefined();
  expect(await console.raw(Buffer.from([0x06, 0x00, 0xff, 0x07, 0x06]), 100)).toBeUndefined();
  expect(await console.raw(Buffer.from("not rmcp at all"), 100)).toBeUndefined();
  expect(await console.resend(packet)).toBeDefined();
});

test("tells its abilities and suites to anybody, and nothing else", async () => {
  const suites: readonly CipherSuiteId[] = [3, 17];
  const { only } = await rackOf({ cipherSuites: suites });
  const console = new IpmiConsole(only);
  expect([...((await console.presession(0x06, 0x38, 0x8e, 4)) ?? [])]).toEqual([0, 1, 0x80, 0x04, 0x02, 0, 0, 0, 0]);
  expect([...((await console.presession(0x06, 0x54, 0x0e, 0, 0x80)) ?? [])]).toEqual([
    ...[0, 1],
    ...[0xc0, 3, 1, 0x41, 0x81],
    ...[0xc0, 17, 3, 0x44, 0x81],
  ]);
  expect([...((await console.presession(0x06, 0x54, 0x0e, 0, 0x81)) ?? [])]).toEqual([0, 1]);
  expect([...((await console.presession(0x00, 0x02, 0)) ?? [])]).toEqual([0xd4]);
  expect((await console.presession(0x06, 0x37))?.length).toBe(17);
});

test("answers an ASF ping", async () => {
  const { only } = await rackOf();
  const ping = Buffer.from([0x06, 0, 0xff, 0x06, 0, 0, 0x11, 0xbe, 0x80, 0x42, 0, 0]);
  const pong = await new IpmiConsole(only).raw(ping);
  expect([pong?.[8], pong?.[9], pong?.[20], pong?.length]).toEqual([0x40, 0x42, 0x81, 28]);
});
