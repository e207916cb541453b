import { afterEach, describe, expect, test } from "vitest";
import { type FakeService, LeapingClock, type Reply, startService } from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishClient, type TaskReport } from "../index.js";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

/** A service whose POST starts a task at /task, which answers `looks` in turn; the last one stays. */
async function withTask(
  looks: Reply[],
  started: Reply = { status: 202, headers: { location: "/task" } },
): Promise<{ service: FakeService; client: RedfishClient; clock: LeapingClock }> {
  let look = 0;
  const service = await startService(({ method }) =>
    method === "POST" ? started : (looks[Math.min(look++, looks.length - 1)] ?? { status: 599 }),
  );
  const clock = new LeapingClock();
  const pool = createRedfishPool({ clock });
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  return { service, client: await pool.for({ address: service.url }), clock };
}

const task = (TaskState: string, more: Record<string, unknown> = {}, status = 200): Reply => ({
  status,
  json: { "@odata.id": "/task", TaskState, ...more },
});

describe("waiting for a task", () => {
  test("follows a task monitor to the operation's own answer, in the pauses it asks for", async () => {
    const { client, clock } = await withTask([
      { status: 202, headers: { "retry-after": "5" } },
      task("Running", { PercentComplete: 40 }, 202),
      { status: 201, headers: { location: "/volumes/7" }, json: { Id: "7" } },
    ]);
    const seen: (number | undefined)[] = [];
    const onProgress = ({ percentComplete }: TaskReport): void => void seen.push(percentComplete);
    const report = await client.waitForTask(await client.post("/volumes", {}), { onProgress });
    expect(report).toMatchObject({ kind: "done", httpStatus: 201, location: "/volumes/7", body: { Id: "7" } });
    expect(seen).toEqual([undefined, 40, undefined]);
    expect(clock.pauses).toEqual([5000, 1000]);
  });

  test("follows a Task resource to its end", async () => {
    const { client } = await withTask([task("New"), task("SomethingNewer"), task("Completed", { TaskStatus: "OK" })]);
    expect(await client.waitForTask("/task")).toMatchObject({ kind: "done", taskState: "Completed", taskStatus: "OK" });
  });

  test.each<{ what: string; last: Reply }>([
    {
      what: "Exception",
      last: task("Exception", { Messages: [{ MessageId: "Base.1.8.GeneralError", Message: "no" }] }),
    },
    { what: "Killed", last: task("Killed", { Messages: [{ MessageId: "Base.1.8.GeneralError" }] }) },
    {
      what: "Completed but Critical",
      last: task("Completed", { TaskStatus: "Critical", Messages: [{ MessageId: "Base.1.8.GeneralError" }] }),
    },
    {
      what: "a monitor with the operation's refusal",
      last: { status: 400, json: { error: { "@Message.ExtendedInfo": [{ MessageId: "Base.1.8.GeneralError" }] } } },
    },
  ])("$what is TASK_FAILED with the task's messages", async ({ last }) => {
    const { client } = await withTask([task("Running"), last]);
    await expect(client.waitForTask("/task")).rejects.toMatchObject({
      code: "TASK_FAILED",
      path: "/task",
      messageIds: ["Base.1.8.GeneralError"],
    });
  });

  test("a task that vanished is told as such", async () => {
    const { client } = await withTask([task("Running"), { status: 404 }]);
    expect(await client.waitForTask("/task")).toMatchObject({ kind: "vanished", httpStatus: 404 });
  });

  test("ends with TIMEOUT at its deadline", async () => {
    const { client, clock } = await withTask([task("Running")]);
    await expect(client.waitForTask("/task", { deadlineMs: 10_000 })).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(clock.pauses.length).toBeGreaterThan(5);
    expect(clock.pauses.length).toBeLessThanOrEqual(10);
  });

  test("the caller's signal ends the wait", async () => {
    const { client } = await withTask([task("Running")]);
    const controller = new AbortController();
    const wait = client.waitForTask("/task", { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(wait).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("the caller's signal ends a pause of the machine's own clock", async () => {
    const { service } = await withTask([task("Running")]);
    const pool = createRedfishPool();
    cleanup.push(() => pool.close());
    const client = await pool.for({ address: service.url });
    const controller = new AbortController();
    const wait = client.waitForTask("/task", {
      signal: controller.signal,
      pollMs: 50_000,
      onProgress: () => void setImmediate(() => controller.abort()),
    });
    await expect(wait).rejects.toMatchObject({ code: "ABORTED" });
    expect(service.seen).toHaveLength(1);
  });

  test("an answer that started no task has nothing to wait for", async () => {
    const { service, client } = await withTask([], { status: 204 });
    expect(await client.waitForTask(await client.post("/x", {}))).toBeUndefined();
    expect(service.seen).toHaveLength(1);
  });

  test("202 may name the task in its body, but must name it", async () => {
    const inBody = await withTask([task("Completed")], task("New", {}, 202));
    expect(await inBody.client.waitForTask(await inBody.client.post("/x", {}))).toMatchObject({ kind: "done" });
    const nowhere = await withTask([], { status: 202 });
    await expect(nowhere.client.waitForTask(await nowhere.client.post("/x", {}))).rejects.toMatchObject({
      code: "BAD_ANSWER",
      attribute: "Location",
    });
  });
});

test("one look at a task does not wait, and an error of the BMC is not the task's", async () => {
  const { client } = await withTask([task("Running", { PercentComplete: 7 }), { status: 401 }]);
  expect(await client.pollTask("/task")).toMatchObject({ kind: "running", percentComplete: 7 });
  await expect(client.pollTask("/task")).rejects.toMatchObject({ code: "AUTH_REJECTED" });
});
