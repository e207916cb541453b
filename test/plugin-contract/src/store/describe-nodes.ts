import { randomUUID } from "node:crypto";
import type { NodeFilter, Store } from "@steelyard/runtime-interfaces";
import { describe, expect, it } from "vitest";
import { makeConductor, makeNode, randomMac } from "./store-fixture.js";

export function describeNodes(store: () => Store): void {
  describe("nodes", () => {
    it("keeps every field as it was given", async () => {
      const given = {
        name: `node-${randomUUID()}`,
        driverInfo: { redfish_password: "secret", deep: { list: [1, null, "ü", { a: true }] } },
        properties: { cpus: 4 },
        automatedClean: false,
        conductorGroup: "rack-1",
        resourceClass: "gold",
        shard: "a",
      };
      const made = await makeNode(store(), given);
      expect(made).toMatchObject({ ...given, version: 1, provisionState: "enroll", reservation: null, traits: [] });
      expect(await store().nodes.get({ name: given.name })).toEqual(made);
      expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    it("refuses a second node with a uuid, name or instance_uuid, naming the field and no value", async () => {
      const name = `node-${randomUUID()}`;
      const instanceUuid = randomUUID();
      const { uuid } = await makeNode(store(), { name, instanceUuid, driverInfo: { ipmi_password: "hunter2" } });
      for (const [fields, field] of [
        [{ uuid }, "uuid"],
        [{ name }, "name"],
        [{ instanceUuid }, "instance_uuid"],
      ] as const) {
        const refusal = await makeNode(store(), { ...fields, driverInfo: { ipmi_password: "hunter2" } }).catch(
          (e) => e,
        );
        expect(refusal).toMatchObject({ code: "DUPLICATE", details: { resource: "node", field } });
        expect(String(refusal.message) + JSON.stringify(refusal)).not.toContain("hunter2");
      }
    });

    it("changes a node under its version only, and counts versions up", async () => {
      const node = await makeNode(store());
      const changed = await store().nodes.update(node.uuid, { maintenance: true }, { kind: "version", version: 1 });
      expect(changed).toMatchObject({ version: 2, maintenance: true });
      await expect(
        store().nodes.update(node.uuid, { maintenance: false }, { kind: "version", version: 1 }),
      ).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
      await expect(store().nodes.update(randomUUID(), {}, { kind: "none" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    it("merges keys without undoing another writer's", async () => {
      const { uuid } = await makeNode(store(), { driverInternalInfo: { old: 1, kept: 2 } });
      await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          store().nodes.update(
            uuid,
            { merge: { driverInternalInfo: { set: { [`key${n}`]: n }, remove: ["old"] } } },
            { kind: "none" },
          ),
        ),
      );
      const { driverInternalInfo, version } = await store().nodes.get({ uuid });
      expect(driverInternalInfo).toEqual({
        kept: 2,
        ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`key${n}`, n])),
      });
      expect(version).toBe(11);
    });

    it("moves provisionUpdatedAt with the provision state", async () => {
      const node = await makeNode(store());
      expect(node.provisionUpdatedAt).toBeNull();
      const moved = await store().nodes.update(node.uuid, { provisionState: "verifying" }, { kind: "none" });
      expect(Date.parse(moved.provisionUpdatedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(node.createdAt));
      const same = await store().nodes.update(node.uuid, { description: "x" }, { kind: "none" });
      expect(same.provisionUpdatedAt).toBe(moved.provisionUpdatedAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const again = await store().nodes.update(node.uuid, { provisionState: "manageable" }, { kind: "none" });
      expect(Date.parse(again.provisionUpdatedAt ?? "")).toBeGreaterThan(Date.parse(moved.provisionUpdatedAt ?? ""));
    });

    it("walks pages in both directions, NULLs first, by code point, ids breaking ties", async () => {
      const group = `g-${randomUUID()}`;
      const names = ["b", "a", "B", "ä", null, "a2", null];
      for (const [n, name] of names.entries())
        await makeNode(store(), { conductorGroup: group, description: name, name: `${group}-${n}` });
      const filter: NodeFilter = { conductorGroups: [group] };
      const walk = async (sortDir: "asc" | "desc") => {
        const seen: (string | null)[] = [];
        let marker: string | undefined;
        do {
          const page = await store().nodes.list(filter, {
            limit: 2,
            sortKey: "description",
            sortDir,
            ...(marker === undefined ? {} : { marker }),
          });
          seen.push(...page.items.map((node) => node.description));
          marker = page.next;
        } while (marker !== undefined);
        return seen;
      };
      const ordered = [null, null, "B", "a", "a2", "b", "ä"];
      expect(await walk("asc")).toEqual(ordered);
      expect(await walk("desc")).toEqual(ordered.toReversed());
      await expect(store().nodes.list({}, { limit: 1, marker: randomUUID() })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    it("filters by what it is asked", async () => {
      const group = `g-${randomUUID()}`;
      const base = { conductorGroup: group };
      const plain = await makeNode(store(), base);
      const rich = await makeNode(store(), {
        ...base,
        owner: "o",
        lessee: "l",
        shard: "s1",
        instanceUuid: randomUUID(),
        maintenance: true,
        fault: "power failure",
        provisionState: "active",
        parentNode: plain.uuid,
        description: "50% of Rack_1",
        resourceClass: "gold",
        driver: "other",
      });
      const found = async (filter: NodeFilter) =>
        (await store().nodes.list({ conductorGroups: [group.toUpperCase()], ...filter }, { limit: 10 })).items.map(
          ({ uuid }) => uuid,
        );
      const onlyRich: NodeFilter[] = [
        { maintenance: true },
        { associated: true },
        { owner: "o" },
        { project: "l" },
        { shards: ["s1", "s2"] },
        { sharded: true },
        { fault: "power failure" },
        { provisionStates: ["active"] },
        { parentNode: plain.uuid },
        { descriptionContains: "% OF rack_" },
        { resourceClass: "gold" },
        { drivers: ["other"] },
        { uuids: [rich.uuid] },
      ];
      for (const filter of onlyRich) expect(await found(filter), JSON.stringify(filter)).toEqual([rich.uuid]);
      const onlyPlain: NodeFilter[] = [
        { parentNode: null },
        { sharded: false },
        { associated: false },
        { maintenance: false },
      ];
      for (const filter of onlyPlain) expect(await found(filter), JSON.stringify(filter)).toEqual([plain.uuid]);
      expect(await found({ descriptionContains: "_0%" })).toEqual([]);
      expect(await store().nodes.count({ conductorGroups: [group] })).toBe(2);
    });

    it("keeps traits", async () => {
      const node = await makeNode(store());
      await store().nodes.setTraits(node.uuid, ["CUSTOM_B", "CUSTOM_A"], { kind: "version", version: 1 });
      await store().nodes.addTrait(node.uuid, "CUSTOM_A", { kind: "version", version: 2 });
      expect(await store().nodes.get({ uuid: node.uuid })).toMatchObject({
        traits: ["CUSTOM_A", "CUSTOM_B"],
        version: 3,
      });
      await store().nodes.removeTrait(node.uuid, "CUSTOM_A", { kind: "none" });
      await expect(store().nodes.removeTrait(node.uuid, "CUSTOM_A", { kind: "none" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    it("reserves a node for one holder, and frees what a dead one left", async () => {
      const conductor = await makeConductor(store());
      const node = await makeNode(store());
      const holder = { conductor: conductor.hostname, epoch: conductor.epoch };
      const { lock, node: held } = await store().nodes.acquire(node.uuid, holder);
      expect(held.reservation).toBe(conductor.hostname);
      await expect(store().nodes.acquire(node.uuid, holder)).rejects.toMatchObject({
        code: "NODE_LOCKED",
        details: { holder: conductor.hostname },
      });
      await expect(
        store().nodes.update(node.uuid, {}, { kind: "version", version: held.version }),
      ).rejects.toMatchObject({ code: "NODE_LOCKED" });
      await store().nodes.update(node.uuid, { powerState: "power on" }, { kind: "lock", lock });
      await store().conductors.unregister(conductor.hostname, conductor.epoch);
      const other = await makeConductor(store());
      const taken = await store().nodes.acquire(node.uuid, { conductor: other.hostname, epoch: other.epoch });
      await expect(store().nodes.update(node.uuid, {}, { kind: "lock", lock })).rejects.toMatchObject({
        code: "LOCK_LOST",
      });
      await store().nodes.release(lock);
      expect((await store().nodes.get({ uuid: node.uuid })).reservation).toBe(other.hostname);
      await store().nodes.release(taken.lock);
      expect((await store().nodes.get({ uuid: node.uuid })).reservation).toBeNull();
    });

    it("finds a node by the addresses of its ports and deletes what hangs on it", async () => {
      const [one, two] = [await makeNode(store()), await makeNode(store())];
      const [macOne, macTwo] = [randomMac(), randomMac()];
      const port = await store().ports.create({ uuid: randomUUID(), address: macOne, nodeUuid: one.uuid });
      await store().ports.create({ uuid: randomUUID(), address: macTwo, nodeUuid: two.uuid });
      expect((await store().nodes.findByAddresses([macOne, randomMac()]))?.uuid).toBe(one.uuid);
      expect(await store().nodes.findByAddresses([randomMac()])).toBeUndefined();
      await expect(store().nodes.findByAddresses([macOne, macTwo])).rejects.toMatchObject({ code: "DUPLICATE" });
      await store().nodes.delete(one.uuid, { kind: "none" });
      await expect(store().ports.get({ uuid: port.uuid })).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });
}
