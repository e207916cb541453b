import { DriverError, type PowerInterface } from "@steelyard/interfaces";
import { describe, expect, it } from "vitest";
import { aTask } from "./a-task.js";

describe("aTask", () => {
  it("merges updates by top-level key and shows them", async () => {
    const task = aTask({ node: { driverInternalInfo: { kept: 1, gone: 2 }, instanceInfo: { a: 1 } } });
    await task.update({
      driverInternalInfo: { set: { added: { deep: true } }, remove: ["gone", "never was"] },
      bootMode: "uefi",
    });
    expect(task.node).toMatchObject({ bootMode: "uefi", instanceInfo: { a: 1 }, version: 2 });
    expect(task.node.driverInternalInfo).toEqual({ kept: 1, added: { deep: true } });
    expect(task.updates).toHaveLength(1);
  });

  it("keeps what a row would keep, not the caller's object", async () => {
    const value = { list: [1] };
    const task = aTask({ step: { interface: "deploy", step: "deploy" } });
    await task.update({ properties: { set: { value } } });
    await task.checkpoint(value);
    value.list.push(2);
    expect(task.node.properties["value"]).toEqual({ list: [1] });
    expect(task.checkpointed).toEqual({ list: [1] });
  });

  it("refuses every write of a node that was lost, and takes them again once it is regained", async () => {
    const task = aTask({ step: { interface: "deploy", step: "deploy" } });
    task.lose();
    expect(() => task.assertOwned()).toThrow(expect.objectContaining({ code: "RESERVATION_LOST" }));
    await expect(task.update({ bootMode: "bios" })).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    await expect(task.checkpoint(1)).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    expect([task.updates, task.checkpoints, task.node.bootMode]).toEqual([[], [], null]);
    task.regain();
    task.assertOwned();
    await task.update({ bootMode: "bios" });
    expect(task.node.bootMode).toBe("bios");
  });

  it("is lost after as many questions as the test says", async () => {
    const task = aTask();
    task.loseAfter(2);
    task.assertOwned();
    task.assertOwned();
    await task.update({ bootMode: "bios" });
    expect(() => task.assertOwned()).toThrow(expect.objectContaining({ code: "RESERVATION_LOST" }));
    await expect(task.update({ bootMode: "uefi" })).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    expect(task.ownershipChecks).toBe(3);
  });

  it("refuses writes once it was aborted, with the reason of the abort, until its signal is renewed", () => {
    const task = aTask();
    task.abort(new DriverError("ABORTED", { reason: "by a test" }));
    expect(() => task.assertOwned()).toThrow("by a test");
    task.renewSignal();
    expect(() => task.assertOwned()).not.toThrow();
  });

  it("ends with a signal given from outside as well", () => {
    const outer = new AbortController();
    const task = aTask({ signal: outer.signal });
    outer.abort();
    expect(task.signal.aborted).toBe(true);
  });

  it("takes a checkpoint only inside a step", async () => {
    await expect(aTask().checkpoint(1)).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it("hands rows to its successor, and nothing else", async () => {
    const task = aTask({ step: { interface: "raid", step: "create_configuration" }, ports: [{}] });
    await task.checkpoint({ job: 7 });
    await task.update({ raidConfig: { logical_disks: [] } });
    task.lose();
    const next = task.successor();
    expect(next.step).toMatchObject({ step: "create_configuration", attempt: 2 });
    expect(next.checkpointed).toEqual({ job: 7 });
    expect(next.node).toEqual(task.node);
    expect(next.ports).toEqual(task.ports);
    expect(() => next.assertOwned()).not.toThrow();
  });

  it("finds the interfaces it was given and supports no other", () => {
    const power = { supportsPowerSync: true } as PowerInterface;
    const task = aTask({ interfaces: { power } });
    expect(task.interfaceOf("power")).toBe(power);
    expect(() => task.interfaceOf("bios")).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }));
  });

  it("remembers what was logged", () => {
    const task = aTask();
    task.log.warn("the fan is slow", { rpm: 300 });
    expect(task.log.lines).toEqual([{ level: "warn", message: "the fan is slow", facts: { rpm: 300 } }]);
    expect(task.log.text()).toContain("300");
  });

  it("makes ports that belong to its node", () => {
    const task = aTask({ ports: [{ address: "52:54:00:00:00:01" }, { pxeEnabled: false }] });
    expect(task.ports.map((port) => port.nodeUuid)).toEqual([task.nodeId, task.nodeId]);
    expect(task.ports[0]?.address).toBe("52:54:00:00:00:01");
    expect(task.ports[1]?.address).toMatch(/^(..:){5}..$/);
  });
});
