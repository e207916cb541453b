import { AgentPool } from "@steelyard/agent-client";
import { aTask, type NodeFields, type TestTask } from "@steelyard/driver-contract";
import {
  AGENT_CONFIG,
  type AgentConfig,
  type BootInterface,
  configDefaults,
  DEPLOY_CONFIG,
  type DeployConfig,
  DriverError,
  type JsonValue,
  type NodeTask,
  NoopNetwork,
  NoopStorage,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type PrepareRamdiskOptions,
  type ResolvedImage,
  type RunningStep,
} from "@steelyard/interfaces";
import { DirectDeploy } from "./index.js";
import { ScriptedAgent } from "./scripted-agent.test.support.js";

export const IMAGE_HASH = "5f".repeat(32);

/** A machine, the agent on it and the services around, small but real; they remember what they were told. */
export class World {
  readonly agent = new ScriptedAgent();
  /** What boot, network and storage were told, in order. */
  readonly told: string[] = [];
  parameters: PrepareRamdiskOptions["parameters"] = {};
  powerState: PowerState = "power on";
  powerProblem: DriverError | undefined;
  targets: readonly PowerTarget[] = ["power on", "power off", "rebooting"];
  needsPowerForNetwork = false;
  isWritten = true;
  image: ResolvedImage | DriverError = {
    url: "http://conductor.example/files/s3cr3t/disk.raw",
    diskFormat: "raw",
    hashAlgorithm: "sha256",
    hashValue: IMAGE_HASH,
  };
  configDrive: string | undefined = undefined;
  readonly pool = new AgentPool({
    attempts: 2,
    clock: {
      sleep: async (_ms, signal) => signal.throwIfAborted(),
      random: () => 0,
    },
  });
  readonly direct: DirectDeploy;

  constructor(config: { readonly agent?: Partial<AgentConfig>; readonly deploy?: Partial<DeployConfig> } = {}) {
    this.direct = new DirectDeploy({
      agents: this.pool,
      images: {
        resolve: async () => {
          if (this.image instanceof DriverError) throw this.image;
          return this.image;
        },
        validate: (info) => {
          if (info["image_source"] === undefined) throw new DriverError("MISSING_PARAMETER");
        },
        configDrive: async () => this.configDrive,
      },
      callbacks: { agentApiUrl: async () => "https://a.example:6385,https://b.example:6385" },
      agent: { ...configDefaults(AGENT_CONFIG), ...config.agent },
      deploy: { ...configDefaults(DEPLOY_CONFIG), ...config.deploy },
      now: () => new Date("2026-08-20T12:00:00Z"),
    });
  }

  /** A task of a node whose agent has called. */
  task(fields: NodeFields = {}, step?: Pick<RunningStep, "interface" | "step">, checkpointed?: JsonValue): TestTask {
    return aTask({
      ...(step === undefined ? {} : { step }),
      ...(checkpointed === undefined ? {} : { checkpointed }),
      ports: [{ address: "52:54:00:00:00:01" }],
      interfaces: { boot: this.#boot(), power: this.#power(), network: this.#network(), storage: this.#storage() },
      node: {
        provisionState: "deploying",
        powerState: "power on",
        interfaces: { boot: "ipxe", deploy: "direct" },
        ...fields,
        instanceInfo: { image_source: "http://user:pw@images.example/disk.raw?sig=x", ...fields.instanceInfo },
        driverInternalInfo: {
          agent_url: this.agent.url,
          agent_secret_token: this.agent.token,
          ...fields.driverInternalInfo,
        },
      },
    });
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.agent.stop();
  }

  /** Writes as a driver does: only for who holds the node. */
  async #tell(task: NodeTask | undefined, what: string): Promise<void> {
    task?.assertOwned();
    this.told.push(what);
  }

  #boot(): BootInterface {
    const tell = (what: string) => (task: NodeTask) => this.#tell(task, what);
    return {
      properties: {},
      capabilities: [],
      validate: () => undefined,
      validateRescue: () => undefined,
      validateInspection: () => undefined,
      prepareRamdisk: async (task, { mode, parameters }) => {
        await this.#tell(task, `boot.prepareRamdisk ${mode}`);
        this.parameters = parameters;
      },
      cleanUpRamdisk: tell("boot.cleanUpRamdisk"),
      prepareInstance: tell("boot.prepareInstance"),
      cleanUpInstance: tell("boot.cleanUpInstance"),
    };
  }

  #power(): PowerInterface {
    return {
      properties: {},
      validate: () => undefined,
      supportsPowerSync: true,
      getPowerState: async () => {
        if (this.powerProblem !== undefined) throw this.powerProblem;
        return this.powerState;
      },
      setPowerState: async () => {
        throw new Error("power is changed by the conductor alone");
      },
      getSupportedPowerStates: () => this.targets,
    };
  }

  #network(): NoopNetwork {
    const world = this;
    return new (class extends NoopNetwork {
      override needPowerOn(): boolean {
        return world.needsPowerForNetwork;
      }
      override addNetwork(...[task, purpose]: [NodeTask?, string?]): Promise<void> {
        return world.#tell(task, `network.add ${purpose}`);
      }
      override removeNetwork(...[task, purpose]: [NodeTask?, string?]): Promise<void> {
        return world.#tell(task, `network.remove ${purpose}`);
      }
      override configureTenantNetworks(...[task]: [NodeTask?]): Promise<void> {
        return world.#tell(task, "network.configureTenant");
      }
      override unconfigureTenantNetworks(...[task]: [NodeTask?]): Promise<void> {
        return world.#tell(task, "network.unconfigureTenant");
      }
    })();
  }

  #storage(): NoopStorage {
    const world = this;
    return new (class extends NoopStorage {
      override shouldWriteImage(): boolean {
        return world.isWritten;
      }
      override attachVolumes(...[task]: [NodeTask?]): Promise<void> {
        return world.#tell(task, "storage.attach");
      }
      override detachVolumes(...[task]: [NodeTask?]): Promise<void> {
        return world.#tell(task, "storage.detach");
      }
    })();
  }
}

/** A world whose agent serves. */
export async function aWorld(...how: ConstructorParameters<typeof World>): Promise<World> {
  const world = new World(...how);
  await world.agent.start();
  return world;
}

/** What `work` throws. */
export async function failureOf(work: Promise<unknown>): Promise<DriverError> {
  return work.then(
    (value) => {
      throw new Error(`nothing was thrown, but ${JSON.stringify(value)} answered`);
    },
    (error: unknown) => error as DriverError,
  );
}
