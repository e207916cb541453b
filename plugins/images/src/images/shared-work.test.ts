import { expect, test } from "vitest";
import { SharedWork } from "./shared-work.js";

/** Work that ends when the test says so, and counts how often it was started. */
function slowWork() {
  const starts: AbortSignal[] = [];
  let finish = (_value: string): void => undefined;
  let fail = (_error: Error): void => undefined;
  const start = (shared: AbortSignal) => {
    starts.push(shared);
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      fail = reject;
      shared.addEventListener("abort", () => reject(shared.reason as Error));
    });
  };
  return { starts, start, finish: (value: string) => finish(value), fail: (error: Error) => fail(error) };
}
const never = new AbortController().signal;

test("callers that ask for the same share one piece of work", async () => {
  const [shared, work] = [new SharedWork<string>(), slowWork()];
  const results = [shared.run("a", never, work.start), shared.run("a", never, work.start)];
  work.finish("done");
  expect(await Promise.all(results)).toEqual(["done", "done"]);
  expect(work.starts).toHaveLength(1);
});

test("goes on for the others when one caller gives up", async () => {
  const [shared, work] = [new SharedWork<string>(), slowWork()];
  const impatient = new AbortController();
  const first = shared.run("a", impatient.signal, work.start);
  const second = shared.run("a", never, work.start);
  impatient.abort(new Error("no time"));
  await expect(first).rejects.toThrow("no time");
  work.finish("done");
  expect(await second).toBe("done");
});

test("ends when the last caller gives up, and starts anew for the next", async () => {
  const [shared, work] = [new SharedWork<string>(), slowWork()];
  const impatient = new AbortController();
  const callers = [shared.run("a", impatient.signal, work.start), shared.run("a", impatient.signal, work.start)];
  impatient.abort(new Error("no time"));
  for (const { status } of await Promise.allSettled(callers)) expect(status).toBe("rejected");
  expect(work.starts[0]?.aborted).toBe(true);
  const next = shared.run("a", never, work.start);
  work.finish("done");
  expect(await next).toBe("done");
  expect(work.starts).toHaveLength(2);
});

test("tells every caller of its failure, and is tried again after it", async () => {
  const [shared, work] = [new SharedWork<string>(), slowWork()];
  const callers = [shared.run("a", never, work.start), shared.run("a", never, work.start)];
  work.fail(new Error("broken"));
  for (const caller of callers) await expect(caller).rejects.toThrow("broken");
  const next = shared.run("a", never, work.start);
  work.finish("done");
  expect(await next).toBe("done");
});

test("is not started for a caller that has given up already", async () => {
  const work = slowWork();
  await expect(new SharedWork<string>().run("a", AbortSignal.abort(), work.start)).rejects.toThrow();
  expect(work.starts).toHaveLength(0);
});
