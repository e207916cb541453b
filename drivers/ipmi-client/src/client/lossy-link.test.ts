import { describe, expect, test } from "vitest";
import { isIpmiError } from "../errors/ipmi-error.js";
import { LossyProxy } from "../testing/lossy-proxy.test.fixture.js";
import { TestBmc } from "../testing/test-bmc.test.fixture.js";
import { createIpmiPool } from "./ipmi-pool.js";

const DO = 0x3001;
const ASK = 0x3002;

/** An OEM counter: command 1 does something to a number, command 2 says how often that was done. */
async function counterBmc() {
  const done = new Map<number, number>();
  const bmc = await TestBmc.start({
    commands: {
      [DO]: (data) => {
        const id = data.readUInt8(0);
        done.set(id, (done.get(id) ?? 0) + 1);
        return [0];
      },
      [ASK]: (data) => [0, done.get(data.readUInt8(0)) ?? 0],
    },
  });
  return { bmc, done };
}

describe.each([1, 2])("schedule %i of a link that loses, repeats or reorders almost half of the datagrams", (seed) => {
  test("nothing is done twice, and everything is done in the end", async () => {
    const { bmc, done } = await counterBmc();
    const proxy = await LossyProxy.start(bmc.port, { drop: 0.2, duplicate: 0.15, reorder: 0.1 }, seed);
    const pool = createIpmiPool({ retransmit: { firstMs: 10, maxMs: 25, maxSends: 6 } });
    const client = pool.for({ host: "127.0.0.1", port: proxy.port, username: "admin", password: "secret" });
    let unknown = 0;
    for (let id = 0; id < 20; id++) {
      const data = Buffer.from([id]);
      for (let isDone = false; !isDone; ) {
        try {
          await client.request({ netFn: 0x30, command: 1, data, idempotent: false, timeoutMs: 200 });
          isDone = true;
        } catch (error) {
          if (!isIpmiError(error, "OUTCOME_UNKNOWN") && !isIpmiError(error, "TIMEOUT")) throw error;
          unknown++;
          const answer = await client.request({ netFn: 0x30, command: 2, data, idempotent: true, timeoutMs: 10_000 });
          isDone = answer.readUInt8(0) > 0;
        }
      }
    }
    expect([...done.entries()]).toEqual(Array.from({ length: 20 }, (_, id) => [id, 1]));
    expect(unknown).toBeGreaterThan(0);
    expect(proxy.counts.dropped).toBeGreaterThan(5);
    expect(proxy.counts.duplicated).toBeGreaterThan(5);
    expect(proxy.counts.reordered).toBeGreaterThan(5);
    await pool.close();
    await proxy.stop();
    await bmc.stop();
  });
});
