import { randomUUID } from "node:crypto";
import type { Claimant, ConductorRecord, Store } from "@steelyard/runtime-interfaces";
import { describe, expect, it } from "vitest";
import { makeAction, makeConductor, makeNode, until } from "./store-fixture.js";

const as = ({ hostname, epoch }: ConductorRecord): Claimant => ({ conductor: hostname, epoch });

export function describeActions(store: () => Store): void {
  const isDue = async (uuid: string) => (await store().actions.due(1000)).some((action) => action.uuid === uuid);

  describe("actions", () => {
    it("reserves the node with the action, and takes no second one", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid, "conductor-1");
      expect((await store().nodes.get({ uuid: node.uuid })).reservation).toBe("conductor-1");
      await expect(makeAction(store(), node.uuid)).rejects.toMatchObject({
        code: "NODE_LOCKED",
        details: { holder: "conductor-1" },
      });
      expect(await store().actions.current(node.uuid)).toMatchObject({ uuid: action.uuid, args: { n: 1 }, cursor: {} });
      expect(await isDue(action.uuid)).toBe(true);
    });

    it("rolls the action back with its transaction", async () => {
      const node = await makeNode(store());
      await expect(
        store().transaction(async (tx) => {
          await tx.actions.insert({
            uuid: randomUUID(),
            nodeUuid: node.uuid,
            call: "clean",
            args: {},
            reservedFor: "x",
          });
          await tx.nodes.update(node.uuid, { provisionState: "cleaning" }, { kind: "none" });
          throw new Error("changed my mind");
        }),
      ).rejects.toThrow("changed my mind");
      expect(await store().actions.current(node.uuid)).toBeUndefined();
      expect(await store().nodes.get({ uuid: node.uuid })).toMatchObject({
        provisionState: "enroll",
        reservation: null,
      });
    });

    it("gives an action to one of many claimants", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const conductors = await Promise.all(Array.from({ length: 5 }, () => makeConductor(store())));
      const claims = await Promise.all(conductors.map((each) => store().actions.claim(action.id, as(each))));
      const won = claims.filter((claim) => claim !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]?.action).toMatchObject({ attempts: 1, claimedBy: won[0]?.lock.conductor });
      expect(won[0]?.node.reservation).toBe(won[0]?.lock.conductor);
      expect(await isDue(action.uuid)).toBe(false);
    });

    it("takes nothing for a conductor without a lease", async () => {
      const action = await makeAction(store(), (await makeNode(store())).uuid);
      const conductor = await makeConductor(store());
      expect(await store().actions.claim(action.id, { ...as(conductor), epoch: conductor.epoch + 1 })).toBeUndefined();
      await store().conductors.unregister(conductor.hostname, conductor.epoch);
      expect(await store().actions.claim(action.id, as(conductor))).toBeUndefined();
    });

    it("hands over after a lapsed lease and fences the former holder out", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const [first, second] = [await makeConductor(store()), await makeConductor(store())];
      const lost = await store().actions.claim(action.id, as(first));
      if (lost === undefined) throw new Error("not claimed");
      const run = await store().stepRuns.start(lost.lock, {
        actionUuid: action.uuid,
        nodeUuid: node.uuid,
        position: 0,
        phase: "deploy",
        interface: "deploy",
        step: "deploy",
        repeat: "safe",
        args: {},
      });
      await store().conductors.unregister(first.hostname, first.epoch);
      expect(await isDue(action.uuid)).toBe(true);
      const taken = await store().actions.claim(action.id, as(second));
      expect(taken?.action.attempts).toBe(2);
      const late = { keepClaim: true };
      await expect(store().actions.update(lost, { cursor: { late: true } }, late)).rejects.toMatchObject({
        code: "LOCK_LOST",
      });
      await expect(store().stepRuns.checkpoint(lost.lock, run.uuid, 1)).rejects.toMatchObject({ code: "LOCK_LOST" });
      await expect(store().nodes.update(node.uuid, {}, { kind: "lock", lock: lost.lock })).rejects.toMatchObject({
        code: "LOCK_LOST",
      });
    });

    it("keeps a busy node reserved between two claims and frees a waiting one", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const conductor = await makeConductor(store());
      const claim = async () => {
        const claimed = await store().actions.claim(action.id, as(conductor));
        if (claimed === undefined) throw new Error("not claimed");
        return claimed;
      };
      const reservation = async () => (await store().nodes.get({ uuid: node.uuid })).reservation;
      await store().actions.update(await claim(), { cursor: { at: 1 }, holdsNode: true }, { keepClaim: false });
      expect(await reservation()).toBe(conductor.hostname);
      const again = await claim();
      expect(again.action.cursor).toEqual({ at: 1 });
      await store().actions.update(
        again,
        { state: "waiting", waitFor: "agent", startAfterMs: 3_600_000, deadlineMs: null, holdsNode: false },
        { keepClaim: false },
      );
      expect(await reservation()).toBeNull();
      expect(await isDue(action.uuid)).toBe(false);
      expect(await store().actions.notify(node.uuid, { heartbeat: true })).toBe(true);
      expect(await isDue(action.uuid)).toBe(true);
      const woken = await claim();
      expect(woken.action.events).toEqual({ heartbeat: true });
      await store().actions.notify(node.uuid, { late: 1 });
      const done = await store().actions.update(
        woken,
        { state: "done", clearEvents: ["heartbeat"] },
        { keepClaim: true },
      );
      expect(done).toMatchObject({ state: "done", events: { late: 1 }, claimedBy: null });
      expect(done.finishedAt).not.toBeNull();
      expect(await reservation()).toBeNull();
      expect(await store().actions.notify(node.uuid, { heartbeat: true })).toBe(false);
    });

    it("is due again at once for an event that came while it was worked on", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const conductor = await makeConductor(store());
      const claimed = await store().actions.claim(action.id, as(conductor));
      if (claimed === undefined) throw new Error("not claimed");
      await store().actions.notify(node.uuid, { heartbeat: true });
      await store().actions.update(
        claimed,
        { state: "waiting", startAfterMs: 3_600_000, holdsNode: false },
        { keepClaim: false },
      );
      expect(await isDue(action.uuid)).toBe(true);
    });

    it("is due at its deadline", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const claimed = await store().actions.claim(action.id, as(await makeConductor(store())));
      if (claimed === undefined) throw new Error("not claimed");
      await store().actions.update(
        claimed,
        { state: "waiting", startAfterMs: 3_600_000, deadlineMs: 150, holdsNode: false },
        { keepClaim: false },
      );
      expect(await isDue(action.uuid)).toBe(false);
      expect(await store().actions.nextDueInMs(10_000)).toBeLessThanOrEqual(150);
      await until(
        () => isDue(action.uuid),
        (due) => due,
      );
    });

    it("cancels an action whoever holds it", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const claimed = await store().actions.claim(action.id, as(await makeConductor(store())));
      if (claimed === undefined) throw new Error("not claimed");
      expect(await store().actions.cancel(node.uuid, "aborted")).toMatchObject({
        state: "cancelled",
        lastError: "aborted",
      });
      await expect(store().actions.update(claimed, {}, { keepClaim: true })).rejects.toMatchObject({
        code: "LOCK_LOST",
      });
      expect((await store().nodes.get({ uuid: node.uuid })).reservation).toBeNull();
      expect(await store().actions.cancel(node.uuid, "again")).toBeUndefined();
    });

    it("tells listeners of due work, many hints as few calls", async () => {
      const nodes = await Promise.all(Array.from({ length: 10 }, () => makeNode(store())));
      let calls = 0;
      const end = store().onWork(() => {
        calls += 1;
      });
      await Promise.all(nodes.map((node) => makeAction(store(), node.uuid)));
      await until(
        async () => calls,
        (count) => count > 0,
      );
      expect(calls).toBeLessThanOrEqual(10);
      end();
    });

    it("keeps the rows of steps with their attempts and checkpoints", async () => {
      const node = await makeNode(store());
      const action = await makeAction(store(), node.uuid);
      const claimed = await store().actions.claim(action.id, as(await makeConductor(store())));
      if (claimed === undefined) throw new Error("not claimed");
      const step = {
        actionUuid: action.uuid,
        nodeUuid: node.uuid,
        position: 3,
        phase: "clean",
        interface: "bios",
        step: "factory_reset",
        repeat: "verify",
        args: { a: 1 },
      };
      const first = await store().stepRuns.start(claimed.lock, step);
      expect(first).toMatchObject({ state: "started", attempt: 1, checkpoint: null });
      await store().stepRuns.checkpoint(claimed.lock, first.uuid, { sent: ["x"] });
      expect(await store().stepRuns.start(claimed.lock, step)).toMatchObject({
        uuid: first.uuid,
        attempt: 2,
        checkpoint: { sent: ["x"] },
      });
      await store().stepRuns.wait(claimed.lock, first.uuid);
      await store().stepRuns.end(claimed.lock, first.uuid, { state: "failed", error: "no" });
      expect(await store().stepRuns.find(action.uuid, 3)).toMatchObject({ state: "failed", error: "no" });
      expect(await store().stepRuns.find(action.uuid, 4)).toBeUndefined();
    });
  });
}
