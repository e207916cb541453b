import { randomUUID } from "node:crypto";
import type { Store } from "@steelyard/runtime-interfaces";
import { describe, expect, it } from "vitest";
import { makeConductor, makeNode, randomMac, until } from "./store-fixture.js";

export function describeOtherRows(store: () => Store): void {
  describe("ports and portgroups", () => {
    it("keeps ports of a node and refuses an address twice", async () => {
      const node = await makeNode(store(), { owner: "o", shard: "s" });
      const address = randomMac();
      const portgroup = await store().portgroups.create({ uuid: randomUUID(), nodeUuid: node.uuid });
      const port = await store().ports.create({
        uuid: randomUUID(),
        address,
        nodeUuid: node.uuid,
        portgroupUuid: portgroup.uuid,
        localLinkConnection: { port_id: "Eth1" },
      });
      expect(port).toMatchObject({ pxeEnabled: true, isSmartnic: false, version: 1, extra: {} });
      await expect(store().ports.create({ uuid: randomUUID(), address, nodeUuid: node.uuid })).rejects.toMatchObject({
        code: "DUPLICATE",
        details: { field: "address" },
      });
      await expect(
        store().ports.create({ uuid: randomUUID(), address: randomMac(), nodeUuid: randomUUID() }),
      ).rejects.toMatchObject({ code: "NOT_FOUND", details: { resource: "node" } });
      expect((await store().ports.list({ shards: ["s"], address }, { limit: 5 })).items).toEqual([port]);
      expect((await store().ports.list({ project: "nobody", address }, { limit: 5 })).items).toEqual([]);
      await expect(store().portgroups.delete(portgroup.uuid, { kind: "none" })).rejects.toMatchObject({
        code: "IN_USE",
      });
      const changed = await store().ports.update(
        port.uuid,
        { portgroupUuid: null, pxeEnabled: false },
        { kind: "none" },
      );
      expect(changed).toMatchObject({ pxeEnabled: false, version: 2 });
      await store().portgroups.delete(portgroup.uuid, { kind: "none" });
      await store().ports.delete(port.uuid, { kind: "version", version: node.version });
      expect(await store().ports.ofNode(node.uuid)).toEqual([]);
    });
  });

  describe("chassis", () => {
    it("is not deleted while nodes belong to it", async () => {
      const chassis = await store().chassis.create({ uuid: randomUUID(), description: "rack", extra: { a: 1 } });
      const node = await makeNode(store(), { chassisUuid: chassis.uuid });
      await expect(store().chassis.delete(chassis.uuid)).rejects.toMatchObject({ code: "IN_USE" });
      await store().nodes.update(node.uuid, { chassisUuid: null }, { kind: "none" });
      expect(await store().chassis.update(chassis.uuid, { description: null })).toMatchObject({ extra: { a: 1 } });
      await store().chassis.delete(chassis.uuid);
      await expect(store().chassis.get(chassis.uuid)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(makeNode(store(), { chassisUuid: randomUUID() })).rejects.toMatchObject({
        code: "NOT_FOUND",
        details: { resource: "chassis" },
      });
    });
  });

  describe("conductors", () => {
    it("refuses a name whose lease is alive, and gives a new epoch after it", async () => {
      const first = await makeConductor(store(), 200);
      const again = () =>
        store().conductors.register({
          hostname: first.hostname,
          conductorGroup: "",
          hardwareTypes: [],
          address: null,
          publicKey: null,
          leaseMs: 60_000,
        });
      expect(first).toMatchObject({ isAlive: true, isDraining: false });
      await expect(again()).rejects.toMatchObject({ code: "CONDUCTOR_ALIVE" });
      await until(
        () => store().conductors.get(first.hostname),
        ({ isAlive }) => !isAlive,
      );
      const second = await again();
      expect(second.epoch).toBeGreaterThan(first.epoch);
      expect(await store().conductors.renew(first.hostname, first.epoch, 60_000)).toBe(false);
      expect(await store().conductors.renew(second.hostname, second.epoch, 60_000)).toBe(true);
      await store().conductors.setAddress(second.hostname, second.epoch, "http://127.0.0.1:1");
      await store().conductors.setDraining(second.hostname, second.epoch, true);
      await store().conductors.setDraining(first.hostname, first.epoch, false);
      expect(await store().conductors.get(second.hostname)).toMatchObject({
        isDraining: true,
        address: "http://127.0.0.1:1",
      });
      await store().conductors.unregister(second.hostname, second.epoch);
      expect((await store().conductors.list()).find(({ id }) => id === second.id)?.isAlive).toBe(false);
    });
  });

  describe("history", () => {
    it("is listed in order and trimmed from the oldest", async () => {
      const { uuid } = await makeNode(store());
      for (const n of [1, 2, 3, 4])
        await store().history.add({
          nodeUuid: uuid,
          severity: "INFO",
          eventType: "clean",
          event: `event ${n}`,
          durationSeconds: n / 2,
        });
      await store().history.trim(uuid, 3);
      const { items } = await store().history.list(uuid, { limit: 10 });
      expect(items.map(({ event, durationSeconds }) => [event, durationSeconds])).toEqual([
        ["event 2", 1],
        ["event 3", 1.5],
        ["event 4", 2],
      ]);
      await store().history.trim(uuid, 5);
      expect((await store().history.list(uuid, { limit: 10 })).items).toHaveLength(3);
      await expect(store().history.get(uuid, randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });

  describe("what was read from a machine", () => {
    it("keeps BIOS settings and firmware versions with the times of their changes", async () => {
      const { uuid } = await makeNode(store());
      await store().nodeData.saveBiosSettings(uuid, [
        { name: "A", value: "1", allowableValues: ["1", "2"] },
        { name: "B", value: null },
      ]);
      await store().nodeData.saveBiosSettings(uuid, [{ name: "A", value: "2", allowableValues: ["1", "2"] }]);
      const settings = await store().nodeData.biosSettings(uuid);
      expect(settings).toMatchObject([{ name: "A", value: "2", allowableValues: ["1", "2"] }]);
      expect(settings[0]?.updatedAt).not.toBeNull();
      await store().nodeData.saveFirmwareComponents(uuid, [{ component: "bmc", currentVersion: "1.0" }]);
      await store().nodeData.saveFirmwareComponents(uuid, [{ component: "bmc", currentVersion: "1.1" }]);
      expect(await store().nodeData.firmwareComponents(uuid)).toMatchObject([
        { component: "bmc", currentVersion: "1.1", initialVersion: "1.0", lastVersionFlashed: "1.1" },
      ]);
      expect(await store().nodeData.inspectionData(uuid)).toBeUndefined();
      await store().nodeData.saveInspectionData(uuid, { inventory: { a: 1 }, pluginData: {} });
      await store().nodeData.saveInspectionData(uuid, { inventory: { a: 2 }, pluginData: { b: [] } });
      expect(await store().nodeData.inspectionData(uuid)).toEqual({ inventory: { a: 2 }, pluginData: { b: [] } });
    });
  });

  describe("machine files", () => {
    it("keeps the id of an equal file and gives a changed one another", async () => {
      const { uuid } = await makeNode(store());
      const mac = randomMac();
      const script = (text: string) => ({ kind: "ipxe-script", macAddresses: [mac], script: text });
      const first = await store().machineFiles.put(uuid, "ipxe", script("one"));
      expect((await store().machineFiles.put(uuid, "ipxe", script("one"))).id).toBe(first.id);
      const second = await store().machineFiles.put(uuid, "ipxe", script("two"));
      expect(second.id).not.toBe(first.id);
      expect(first.id.length).toBeGreaterThanOrEqual(22);
      expect(await store().machineFiles.get(first.id)).toBeUndefined();
      expect((await store().machineFiles.bootScriptFor(mac))?.id).toBe(second.id);
      await store().machineFiles.delete(uuid, "ipxe");
      expect(await store().machineFiles.bootScriptFor(mac)).toBeUndefined();
    });
  });

  describe("sessions at BMCs", () => {
    it("keeps one per account, tells who uses it, and forgets only what it still holds", async () => {
      const accountKey = randomUUID();
      const { bmcSessions } = store();
      expect(await bmcSessions.get(accountKey)).toBeUndefined();
      await bmcSessions.put({ accountKey, sealed: "one", conductor: "a" });
      await bmcSessions.put({ accountKey, sealed: "two", conductor: "a" });
      const row = await bmcSessions.get(accountKey);
      expect(row).toEqual({ accountKey, sealed: "two", conductor: "a", updatedAt: expect.any(String) });
      expect(Number.isNaN(Date.parse(row?.updatedAt ?? ""))).toBe(false);
      await bmcSessions.take({ accountKey, sealed: "one", conductor: "b" });
      expect(await bmcSessions.get(accountKey)).toMatchObject({ conductor: "a" });
      await bmcSessions.take({ accountKey, sealed: "two", conductor: "b" });
      expect(await bmcSessions.get(accountKey)).toMatchObject({ sealed: "two", conductor: "b" });
      await bmcSessions.take({ accountKey: randomUUID(), sealed: "two", conductor: "b" });
      await bmcSessions.delete(accountKey, "one");
      expect(await bmcSessions.get(accountKey)).toMatchObject({ sealed: "two" });
      await bmcSessions.delete(accountKey, "two");
      expect(await bmcSessions.get(accountKey)).toBeUndefined();
    });

    it("keeps one per account when several are put at once", async () => {
      const accountKey = randomUUID();
      const all = ["one", "two", "three"];
      await Promise.all(
        all.map((sealed) => store().bmcSessions.put({ accountKey, sealed, conductor: `of ${sealed}` })),
      );
      const row = await store().bmcSessions.get(accountKey);
      expect(all.map((sealed) => `${sealed}, of ${sealed}`)).toContain(`${row?.sealed}, ${row?.conductor}`);
    });
  });

  describe("settings", () => {
    it("keeps the first value", async () => {
      const name = `setting-${randomUUID()}`;
      expect(await store().settings.get(name)).toBeUndefined();
      const values = await Promise.all(["a", "b", "c"].map((value) => store().settings.putIfAbsent(name, value)));
      expect(new Set(values).size).toBe(1);
      expect(await store().settings.get(name)).toBe(values[0]);
    });
  });
}
