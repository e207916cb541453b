import type { Node } from "@steelyard/interfaces";
import type { ProvisionRequest } from "@steelyard/runtime-interfaces";
import { afterEach, describe, expect, it } from "vitest";
import { type Story, type Told, tell } from "./story.js";
import { STORY_EFFECTS } from "./story-machine.js";

const isDeployed = (node: Node) => node.provisionState === "active" || node.provisionState === "deploy failed";
const isCleaned = (node: Node) => node.provisionState === "available" || node.provisionState === "clean failed";
const isManaged = (node: Node) => node.provisionState === "manageable" || node.provisionState === "clean failed";

const open: Story[] = [];
afterEach(async () => {
  for (const { store } of open.splice(0)) await store.close();
});

/** Every death of the first process there is, one after the other, with what each led to. */
async function everyDeath(
  from: Node["provisionState"],
  request: ProvisionRequest,
  rests: (node: Node) => boolean,
  look: (told: Told, at: string) => void,
): Promise<number> {
  let count = 0;
  for (const when of ["before", "after"] as const) {
    for (let call = 1; ; call += 1) {
      const told = await tell(from, request, rests, { call, when });
      if (told.hasDied) {
        count += 1;
        look(told, `death ${when} call ${call}`);
      }
      await told.story.store.close();
      if (!told.hasDied) break;
    }
  }
  return count;
}

describe("a conductor that dies at any call to its database or a machine", () => {
  it("is followed by one that ends the deploy, with no effect lost and none of a checked step repeated", async () => {
    const count = await everyDeath("available", { verb: "active" }, isDeployed, ({ story, node }, at) => {
      expect(node, at).toMatchObject({ provisionState: "active", lastError: null, reservation: null, deployStep: {} });
      for (const effect of STORY_EFFECTS) expect(story.machine.count(effect), `${effect}, ${at}`).toBeGreaterThan(0);
      for (const effect of ["in_band", "verified", "polled", "rebooted", "part 1", "part 2"])
        expect(story.machine.count(effect), `${effect}, ${at}`).toBe(1);
    });
    expect(count).toBeGreaterThan(100);
  }, 240_000);

  it("is followed by one that ends the cleaning", async () => {
    const count = await everyDeath("manageable", { verb: "provide" }, isCleaned, ({ story, node }, at) => {
      expect(node, at).toMatchObject({
        provisionState: "available",
        lastError: null,
        reservation: null,
        cleanStep: {},
      });
      for (const effect of STORY_EFFECTS) expect(story.machine.count(effect), `${effect}, ${at}`).toBeGreaterThan(0);
    });
    expect(count).toBeGreaterThan(100);
  }, 240_000);

  it("never starts a step twice that must not be repeated, and says which was interrupted", async () => {
    const endings = new Set<string>();
    const cleanSteps = [
      { interface: "bios", step: "safe" },
      { interface: "bios", step: "once_only" },
      { interface: "bios", step: "verified" },
    ];
    await everyDeath("manageable", { verb: "clean", cleanSteps }, isManaged, ({ story, node }, at) => {
      expect(story.machine.count("once_only"), at).toBeLessThanOrEqual(1);
      endings.add(node.provisionState);
      if (node.provisionState === "manageable") {
        expect(story.machine.count("once_only"), at).toBe(1);
        expect(node.lastError, at).toBeNull();
        return;
      }
      expect(node, at).toMatchObject({ fault: "clean failure", maintenance: true, reservation: null });
      expect(node.lastError, at).toContain("bios.once_only");
      expect(node.lastError, at).toContain("must never run twice was interrupted");
    });
    expect([...endings].sort()).toEqual(["clean failed", "manageable"]);
  }, 240_000);

  it("is followed by one that ends a failing clean as failed", async () => {
    const cleanSteps = [
      { interface: "bios", step: "safe" },
      { interface: "bios", step: "broken" },
      { interface: "bios", step: "verified" },
    ];
    await everyDeath("manageable", { verb: "clean", cleanSteps }, isManaged, ({ story, node }, at) => {
      expect(node, at).toMatchObject({ provisionState: "clean failed", fault: "clean failure", reservation: null });
      expect(node.lastError, at).toContain("step bios.broken failed");
      expect(story.machine.count("verified"), at).toBe(0);
    });
  }, 240_000);
});

describe("a conductor that does not die", () => {
  it("has each effect once", async () => {
    const told = await tell("available", { verb: "active" }, isDeployed);
    open.push(told.story);
    expect(told).toMatchObject({ hasDied: false, wasAccepted: true });
    expect(told.node).toMatchObject({ provisionState: "active", lastError: null });
    for (const effect of STORY_EFFECTS) expect(told.story.machine.count(effect), effect).toBe(1);
  });
});
