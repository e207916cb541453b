import { expect, test } from "vitest";
import { Reply } from "./exchange.js";
import { RequestLane } from "./request-lane.js";

test("runs one task at a time, in order", async () => {
  const lane = new RequestLane(1);
  const log: string[] = [];
  const gate = new Reply<void>();
  const task = (name: string, wait?: Promise<void>) =>
    lane.run(async () => {
      log.push(`${name} starts`);
      await wait;
      log.push(`${name} ends`);
    });
  const all = [task("a", gate.promise), task("b"), task("c")];
  gate.resolve();
  await Promise.all(all);
  expect(log).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
});

test("lets a task that is aborted while it waits leave, and runs the one behind it", async () => {
  const lane = new RequestLane(1);
  const gate = new Reply<void>();
  const first = lane.run(() => gate.promise);
  const controller = new AbortController();
  const second = lane.run(async () => "second", controller.signal);
  const third = lane.run(async () => "third");
  controller.abort(new Error("no longer wanted"));
  await expect(second).rejects.toThrow("no longer wanted");
  gate.resolve();
  await first;
  expect(await third).toBe("third");
});

test("goes on after a task fails", async () => {
  const lane = new RequestLane(1);
  await expect(lane.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await lane.run(async () => 7)).toBe(7);
});

test("a newcomer does not overtake, and no more than the width run", async () => {
  const lane = new RequestLane(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const tasks = Array.from({ length: 20 }, (_, index) =>
    lane.run(async () => {
      order.push(index);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    }),
  );
  await Promise.all(tasks);
  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
});
