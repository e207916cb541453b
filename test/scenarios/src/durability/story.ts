import { randomUUID } from "node:crypto";
import { type Conductor, createConductor } from "@steelyard/conductor";
import { createContainer, createHardware, installDrivers } from "@steelyard/container";
import { fakeDriver } from "@steelyard/driver-fake";
import {
  AGENT_CONFIG,
  type AgentConfig,
  CONDUCTOR_CONFIG,
  type ConductorConfig,
  configDefaults,
  DEPLOY_CONFIG,
  type DeployConfig,
  type Node,
  type ProvisionState,
  type TaskLog,
} from "@steelyard/interfaces";
import type { Heartbeat, NewNode, ProvisionRequest, Store } from "@steelyard/runtime-interfaces";
import { createSqlStore } from "@steelyard/store-sql";
import { fastClock } from "./fast-clock.js";
import { type DeathPoint, MortalProcess } from "./mortal-process.js";
import { StoryMachine, storyDriver } from "./story-machine.js";

const HOSTNAME = "conductor-1";
const LIMIT_MS = 10_000;
const TOKEN = "t".repeat(43);
const BEAT: Heartbeat = {
  callbackUrl: "https://192.0.2.7:9999",
  agentVersion: "9.0.0",
  agentToken: TOKEN,
  agentVerifyCa: null,
  agentStatus: null,
  agentStatusMessage: null,
};
const silent: TaskLog = { debug() {}, info() {}, warn() {}, error() {} };

/** One node on one machine in one database, and the processes that work on it one after the other. */
export class Story {
  readonly machine = new StoryMachine();
  readonly nodeUuid = randomUUID();
  readonly store: Store;
  readonly #config: ConductorConfig;
  /** The process that serves now. */
  serving: { readonly conductor: Conductor; readonly process: MortalProcess } | undefined;
  isOver = false;

  constructor(store: Store, config: Partial<ConductorConfig>) {
    this.store = store;
    this.#config = { ...configDefaults(CONDUCTOR_CONFIG), syncPowerStateInterval: 0, ...config };
    this.machine.onEffect = (effect) => {
      if (effect === "in_band") void this.#agentEnds();
    };
  }

  /** The agent ends its command and says so: once, or again until a process has taken it. */
  async #agentEnds(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.machine.isCommandOver = true;
    while (!this.isOver) {
      const { serving } = this;
      if (serving !== undefined && !serving.process.isDead) {
        const beat = serving.conductor.service.heartbeat({ uuid: this.nodeUuid }, BEAT).then(
          () => true,
          () => false,
        );
        if (await Promise.race([beat, serving.process.died.then(() => false)])) return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A conductor in a process of its own, that dies at `point`. */
  process(
    point?: DeathPoint,
    how: {
      readonly hostname?: string;
      readonly agent?: Partial<AgentConfig>;
      readonly deploy?: Partial<DeployConfig>;
    } = {},
  ): { readonly conductor: Conductor; readonly process: MortalProcess } {
    const process = new MortalProcess(point);
    const container = createContainer();
    const drivers = [storyDriver(this.machine, process), fakeDriver];
    installDrivers(container, drivers, []);
    const conductor = createConductor({
      store: process.store(this.store),
      hardware: createHardware({ drivers, enabled: { hardwareTypes: ["story", "fake-hardware"] }, container }),
      config: {
        conductor: this.#config,
        deploy: { ...configDefaults(DEPLOY_CONFIG), ...how.deploy },
        agent: { ...configDefaults(AGENT_CONFIG), ...how.agent },
      },
      clock: fastClock(20),
      hostname: how.hostname ?? HOSTNAME,
      log: silent,
    });
    return { conductor, process };
  }

  node(): Promise<Node> {
    return this.store.nodes.get({ uuid: this.nodeUuid });
  }

  /** Resolves with the node once `condition` holds and nothing of it is under way. */
  async until(condition: (node: Node) => boolean, isGone: () => boolean = () => false): Promise<Node> {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const node = await this.node();
      if (condition(node) && (await this.store.actions.current(this.nodeUuid)) === undefined) return node;
      if (isGone()) return node;
      if (performance.now() > end)
        throw new Error(`the node is ${node.provisionState} after ${LIMIT_MS} ms; last error: ${node.lastError}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What the lapse of a dead process's lease does. */
  async leaseLapses(name = HOSTNAME): Promise<void> {
    for (const { hostname, epoch } of await this.store.conductors.list())
      if (hostname === name) await this.store.conductors.unregister(hostname, epoch);
  }
}

/** A story whose node starts in `state`, a `story` node unless `more` says otherwise. */
export async function openStory(
  state: ProvisionState,
  config: Partial<ConductorConfig> = {},
  more: Partial<NewNode> = {},
): Promise<Story> {
  const store = await createSqlStore({ url: "sqlite::memory:" });
  await store.migrate();
  const story = new Story(store, config);
  const { conductor } = story.process();
  const driver = more.driver ?? "story";
  const interfaces = conductor.service.resolveInterfaces(driver, more.interfaces ?? {});
  await store.nodes.create({
    driverInternalInfo: { agent_secret_token: TOKEN, agent_secret_token_pregenerated: true },
    ...more,
    uuid: story.nodeUuid,
    driver,
    interfaces,
    provisionState: state,
  });
  return story;
}

/** How a story went. */
export interface Told {
  readonly story: Story;
  readonly node: Node;
  /** Whether the first process died before it had finished; else there is no such call. */
  readonly hasDied: boolean;
  /** Whether the request had been accepted (answered, or found to be taken) before the death. */
  readonly wasAccepted: boolean;
}

/**
 * Asks for `request`, lets the process die at `point`, starts a successor once the lease has lapsed, and waits until the node
 * rests. A request that was answered is not asked for again; one whose answer was lost is, as a client does.
 */
export async function tell(
  from: ProvisionState,
  request: ProvisionRequest,
  rests: (node: Node) => boolean,
  point?: DeathPoint,
  config: Partial<ConductorConfig> = {},
): Promise<Told> {
  const story = await openStory(from, config);
  const first = story.process(point);
  let wasAnswered = false;
  const work = (async () => {
    await first.conductor.start();
    story.serving = first;
    await first.conductor.service.provision(story.nodeUuid, request);
    wasAnswered = true;
    await story.until(rests, () => first.process.isDead);
  })();
  await Promise.race([work, first.process.died]);
  const hasDied = first.process.isDead;
  if (!hasDied) {
    story.isOver = true;
    await Promise.race([first.conductor.stop(), first.process.died]);
    return { story, node: await story.node(), hasDied, wasAccepted: wasAnswered };
  }
  await story.leaseLapses();
  const isTaken = (await story.store.actions.list({ nodeUuid: story.nodeUuid }, { limit: 1 })).items.length > 0;
  const second = story.process();
  await second.conductor.start();
  story.serving = second;
  if (!wasAnswered && !isTaken) await second.conductor.service.provision(story.nodeUuid, request);
  const node = await story.until(rests);
  story.isOver = true;
  await second.conductor.stop();
  return { story, node, hasDied, wasAccepted: wasAnswered || isTaken };
}
