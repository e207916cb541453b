import { postgresDatabase } from "@steelyard/plugin-contract";
import type { StepRun } from "@steelyard/runtime-interfaces";
import { createSqlStore } from "@steelyard/store-sql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackStory } from "./rack-story.js";
import { seeded } from "./seeded.js";

/** How often processes are ended on SQLite, and a quarter of it on PostgreSQL; `STEELYARD_CRASH_POINTS` asks for more. */
const POINTS = Number(process.env["STEELYARD_CRASH_POINTS"] ?? 20);
/** `STEELYARD_SEED` repeats a run. */
const SEED = Number(process.env["STEELYARD_SEED"] ?? 20_261_125);
const MINUTES = 60_000;

/** Pulses the diagnostic interrupt: an effect that the journal shows and that nothing else has. */
const SEND_RAW = { interface: "vendor", step: "send_raw", args: { raw_bytes: "0x00 0x02 0x04" } };
const ERASE = { interface: "deploy", step: "erase_devices_metadata" };

/** What is asked of all nodes in turn, and where it leads. Side effects per round: see `EFFECTS_PER_ROUND`. */
const ROUNDS = [
  { verb: "provide", goal: "available" },
  { verb: "active", goal: "active" },
  { verb: "deleted", goal: "available" },
  { verb: "clean", goal: "manageable" },
] as const;

/** Points are spread over so many side effects of a round; a round that is shorter ends without being cut. */
const EFFECTS_PER_ROUND = 60;

const postgres = await postgresDatabase();
const databases = [
  { name: "SQLite", url: undefined, points: POINTS },
  ...(postgres === undefined ? [] : [{ name: "PostgreSQL", url: postgres.url, points: Math.ceil(POINTS / 4) }]),
];

describe.each(databases)("a conductor on $name that is ended while a rack is worked on", ({ url, points }) => {
  let story: RackStory;
  /** Rounds go on where the test before has left the nodes. */
  let round = 0;
  beforeAll(async () => {
    if (url !== undefined) {
      const store = await createSqlStore({ url });
      await store.migrate();
      await store.close();
    }
    story = await RackStory.open(url);
    await story.start();
    await story.enrol();
  }, 2 * MINUTES);
  afterAll(() => story?.close(), MINUTES);

  /** Asks all nodes for a round's verb. */
  async function begin({ verb }: (typeof ROUNDS)[number]): Promise<void> {
    if (verb === "clean") {
      for (const name of story.names) await story.ask(name, { target: "manage" });
      await story.rests("manageable");
    }
    for (const name of story.names) {
      const isIpmi = name.startsWith("ip");
      if (verb === "active") await story.nameImage(name);
      const more = verb === "clean" ? { clean_steps: isIpmi ? [SEND_RAW, ERASE] : [ERASE] } : {};
      await story.ask(name, { target: verb, ...more });
    }
  }

  /** Runs rounds until `count` of them were cut by `cut`, each at a seeded point. */
  async function rounds(
    count: number,
    seed: number,
    cut: () => Promise<void>,
    afterRound: (at: string) => Promise<void>,
  ) {
    const dice = seeded(seed);
    let cuts = 0;
    for (; cuts < count; round += 1) {
      const row = ROUNDS[round % ROUNDS.length] ?? ROUNDS[0];
      const effects = Math.floor(dice() * EFFECTS_PER_ROUND);
      const at = `seed ${seed}, round ${round} (${row.verb}), after ${effects} effects`;
      await begin(row);
      let isOver = false;
      await story.afterEffects(effects, async () => {
        const nodes = await Promise.all(story.names.map((name) => story.node(name)));
        isOver = nodes.every(
          ({ reservation, provision_state }) => reservation === null && provision_state === row.goal,
        );
        return isOver;
      });
      if (!isOver) {
        await cut();
        cuts += 1;
        await story.start();
      }
      await settle(row.goal, at);
      await afterRound(at);
    }
  }

  /** Every node reaches what it was asked for, but one whose `never` step was cut: it says so and goes on by hand. */
  async function settle(goal: string, at: string): Promise<void> {
    const nodes = await story.rests(goal, ["clean failed"]);
    for (const node of nodes) {
      if (node.provision_state === goal) {
        expect(node.last_error, at).toBeNull();
        continue;
      }
      expect(node.last_error, at).toMatch(/vendor\.send_raw.*must never run twice was interrupted/);
      expect(node.fault, at).toBe("clean failure");
      await story.endMaintenance(node.name);
      await story.ask(node.name, { target: "manage" });
    }
    await story.rests(goal);
  }

  /** The step rows of the database; nobody else has it open. */
  async function stepRuns(): Promise<readonly StepRun[]> {
    const store = await createSqlStore({ url: url ?? `sqlite:${story.databasePath}` });
    try {
      const found: StepRun[] = [];
      let marker: string | undefined;
      do {
        const page = await store.stepRuns.list({}, { limit: 500, ...(marker === undefined ? {} : { marker }) });
        found.push(...page.items);
        marker = page.next;
      } while (marker !== undefined);
      return found;
    } finally {
      await store.close();
    }
  }

  /** Side effects on machines, joined with the steps that explain them. */
  async function expectExplained(): Promise<void> {
    const runs = await stepRuns();
    const started = (step: string) => runs.filter((run) => run.step === step);
    const { entries } = story.rack.journal;
    const nmis = entries.filter(({ effect, facts }) => effect === "power-request" && facts["request"] === "nmi");
    expect(started("send_raw").every(({ attempt }) => attempt === 1)).toBe(true);
    expect(nmis.length).toBeLessThanOrEqual(started("send_raw").length);
    expect(nmis.length).toBeGreaterThanOrEqual(started("send_raw").filter(({ state }) => state === "done").length);
    const written = entries.filter(({ effect }) => effect === "disk-write").length;
    expect(written).toBe(started("write_image").length);
    expect(runs.filter(({ state }) => state === "failed").every(({ step }) => step === "send_raw")).toBe(true);
  }

  it(
    `goes on after ${points} kills, and every effect is explained`,
    async () => {
      await rounds(
        points,
        SEED,
        () => story.kill(),
        async () => undefined,
      );
      await story.terminate();
      await expectExplained();
      await story.start();
    },
    20 * MINUTES,
  );

  it(
    `leaves nothing half-done at ${points} terminations, and goes on`,
    async () => {
      let failed = 0;
      await rounds(
        points,
        SEED + 1,
        async () => {
          expect(await story.terminate()).toBe(0);
          const open = (await stepRuns()).filter(({ state }) => state === "started");
          expect(open.map(({ interface: type, step, attempt }) => ({ type, step, attempt }))).toEqual([]);
        },
        async () => {
          failed += (await Promise.all(story.names.map((name) => story.node(name)))).filter(
            ({ fault }) => fault,
          ).length;
        },
      );
      expect(failed).toBe(0);
      await story.terminate();
      await expectExplained();
    },
    20 * MINUTES,
  );
});
