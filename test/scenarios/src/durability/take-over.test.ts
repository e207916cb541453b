import { afterEach, describe, expect, it } from "vitest";
import { openStory, type Story } from "./story.js";
import { STORY_EFFECTS } from "./story-machine.js";

const open: Story[] = [];
afterEach(async () => {
  for (const { store } of open.splice(0)) await store.close();
});

describe("two conductors of one database", () => {
  it("the survivor ends what the dead one had begun, once its lease has lapsed", async () => {
    const story = await openStory("available");
    open.push(story);
    const first = story.process({ call: 60, when: "before" }, { hostname: "first" });
    await first.conductor.start();
    story.serving = first;
    await first.conductor.service.provision(story.nodeUuid, { verb: "active" });
    await first.process.died;
    const survivor = story.process(undefined, { hostname: "survivor" });
    await survivor.conductor.start();
    story.serving = survivor;
    expect((await story.node()).provisionState).not.toBe("active");
    await story.leaseLapses("first");
    const node = await story.until((each) => each.provisionState === "active");
    expect(node).toMatchObject({ lastError: null, reservation: null });
    for (const effect of STORY_EFFECTS) expect(story.machine.count(effect), effect).toBeGreaterThan(0);
    for (const effect of ["verified", "polled", "rebooted"]) expect(story.machine.count(effect), effect).toBe(1);
    await survivor.conductor.stop();
  });

  it("a name that is alive is refused to a second process", async () => {
    const story = await openStory("available");
    open.push(story);
    const first = story.process();
    const second = story.process();
    await first.conductor.start();
    await expect(second.conductor.start()).rejects.toMatchObject({ code: "CONDUCTOR_ALIVE" });
    await first.conductor.stop();
  });

  it("a drain passes the work on to the other", async () => {
    const story = await openStory("available");
    open.push(story);
    const first = story.process(undefined, { hostname: "first" });
    await first.conductor.start();
    await first.conductor.service.provision(story.nodeUuid, { verb: "active" });
    const second = story.process(undefined, { hostname: "second" });
    await second.conductor.start();
    story.serving = second;
    await first.conductor.drain();
    const node = await story.until((each) => each.provisionState === "active");
    expect(node).toMatchObject({ lastError: null, reservation: null });
    for (const effect of STORY_EFFECTS) expect(story.machine.count(effect), effect).toBe(1);
    await second.conductor.stop();
  });
});
