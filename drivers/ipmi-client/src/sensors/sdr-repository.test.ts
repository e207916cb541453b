import { describe, expect, test } from "vitest";
import { FakeRequester } from "../testing/fake-requester.test.fixture.js";
import { walkSdrs } from "./sdr-repository.js";
import type { SdrRecord } from "./sensor-record.js";

const RESERVE = 0x22;
const GET = 0x23;

/** A repository of records of type C0h with `sizes` bytes after the header, filled with their id. */
function repository(sizes: readonly number[], quirks: { readonly most?: number; readonly loseAt?: number[] } = {}) {
  let reservation = 0;
  let reads = 0;
  const records = sizes.map((size, index) =>
    Buffer.from([index + 1, 0, 0x51, 0xc0, size, ...Array(size).fill(index + 1)]),
  );
  return new FakeRequester(({ netFn, command }, data) => {
    if (netFn === 0x06) return [0, 0x20, 0x01, 0x02, 0x15, 0x02, 0x02, 0, 0, 0, 0, 0];
    if (netFn === 0x0a && command === RESERVE) return [0, ++reservation & 0xff, 0];
    if (netFn !== 0x0a || command !== GET) return [0xc1];
    if (quirks.loseAt?.includes(++reads)) reservation++;
    if (data.readUInt16LE(0) !== reservation) return [0xc5];
    const id = data.readUInt16LE(2);
    const index = id === 0 ? 0 : id - 1;
    const record = records[index];
    if (record === undefined) return [0xcb];
    const [offset = 0, count = 0] = data.subarray(4);
    if (count > (quirks.most ?? 255)) return [0xca];
    const next = index + 1 < records.length ? [index + 2, 0] : [0xff, 0xff];
    return [0, ...next, ...record.subarray(offset, offset + count)];
  });
}

async function walk(bmc: FakeRequester, options = {}): Promise<SdrRecord[]> {
  const records: SdrRecord[] = [];
  for await (const record of walkSdrs(bmc, options)) records.push(record);
  return records;
}

describe("walking the SDR repository", () => {
  const whole = (records: readonly SdrRecord[]) =>
    records.map(({ recordId, bytes }) => [recordId, bytes.length, new Set(bytes.subarray(5)).size]);

  test("reads every record whole, in order", async () => {
    expect(whole(await walk(repository([60, 3, 250])))).toEqual([
      [1, 65, 1],
      [2, 8, 1],
      [3, 255, 1],
    ]);
  });

  test("asks for less when the BMC cannot return so much, and remembers it", async () => {
    const bmc = repository([60, 60], { most: 10 });
    expect(whole(await walk(bmc))).toEqual([
      [1, 65, 1],
      [2, 65, 1],
    ]);
    const counts = bmc.asked.filter((request) => request.command === GET).map((request) => request.data?.[5]);
    expect(counts.slice(0, 6)).toEqual([5, 60, 30, 15, 7, 7]);
    expect(counts.filter((count) => (count ?? 0) > 10)).toHaveLength(3);
  });

  test("reserves again when the reservation is lost, and reads the record from its start", async () => {
    const bmc = repository([60, 60], { loseAt: [2, 5] });
    expect(whole(await walk(bmc, { chunkBytes: 16 }))).toEqual([
      [1, 65, 1],
      [2, 65, 1],
    ]);
    expect(bmc.asked.filter((request) => request.command === RESERVE)).toHaveLength(3);
  });

  test("gives up on a reservation that is always lost", async () => {
    const always = Array.from({ length: 100 }, (_, index) => index);
    await expect(walk(repository([60], { loseAt: always }))).rejects.toMatchObject({ completionCode: 0xc5 });
  });

  test("an empty repository has no records", async () => {
    expect(await walk(repository([]))).toEqual([]);
  });

  test("a chain that runs in a circle ends", async () => {
    const circle = new FakeRequester(({ command }) =>
      command === RESERVE ? [0, 1, 0] : [0, 7, 0, 7, 0, 0x51, 0xc0, 0],
    );
    await expect(walk(circle, { source: "repository" })).rejects.toThrow("comes back to record 7");
  });

  test("an answer without bytes ends it instead of asking for ever", async () => {
    const mean = new FakeRequester(({ command }, data) =>
      command === RESERVE ? [0, 1, 0] : data[4] === 0 ? [0, 0xff, 0xff, 1, 0, 0x51, 0xc0, 9] : [0, 0xff, 0xff],
    );
    await expect(walk(mean, { source: "repository" })).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  test("reads the device's own records where there is no repository", async () => {
    const bmc = new FakeRequester(({ netFn, command }) => {
      if (netFn === 0x06) return [0, 0x20, 0x81, 0x02, 0x15, 0x02, 0x01, 0, 0, 0, 0, 0];
      if (netFn === 0x04 && command === RESERVE) return [0, 1, 0];
      return netFn === 0x04 && command === 0x21 ? [0, 0xff, 0xff, 1, 0, 0x51, 0xc0, 0] : [0xc1];
    });
    expect(await walk(bmc)).toMatchObject([{ recordId: 1, recordType: 0xc0 }]);
  });
});
