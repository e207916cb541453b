import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createRack, type Rack, writeBootArtifacts } from "@steelyard/bmc-simulator";
import { ServeProcess } from "steelyard";
import { request } from "undici";

const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** A node as these scenarios read it. */
export interface StoryNode {
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  readonly provision_state: string;
  readonly target_provision_state: string | null;
  readonly reservation: string | null;
  readonly last_error: string | null;
  readonly maintenance: boolean;
  readonly fault: string | null;
}

const MACHINES = [
  { name: "rf-x86", protocol: "redfish", architecture: "x86_64" },
  { name: "rf-arm", protocol: "redfish", architecture: "aarch64" },
  { name: "ip-x86", protocol: "ipmi", architecture: "x86_64" },
  { name: "ip-arm", protocol: "ipmi", architecture: "aarch64" },
] as const;

/**
 * A rack whose machines and agents live on while conductors, as real processes over one database, come and go.
 */
export class RackStory {
  readonly rack: Rack;
  readonly #folder: string;
  readonly #url: string;
  readonly #configPath: string;
  readonly #images: Readonly<Record<string, { readonly url: string; readonly sha256: string }>>;
  readonly #signal = AbortSignal.timeout(30 * 60_000);
  #process: ServeProcess | undefined;

  private constructor(parts: {
    rack: Rack;
    folder: string;
    url: string;
    configPath: string;
    images: Readonly<Record<string, { readonly url: string; readonly sha256: string }>>;
  }) {
    this.rack = parts.rack;
    this.#folder = parts.folder;
    this.#url = parts.url;
    this.#configPath = parts.configPath;
    this.#images = parts.images;
  }

  /** @param database - as `[database] connection`; undefined: an SQLite file */
  static async open(database: string | undefined): Promise<RackStory> {
    const folder = await mkdtemp(join(tmpdir(), "steelyard-story-"));
    const artifacts = await writeBootArtifacts(join(folder, "artifacts"), ["x86_64", "aarch64"]);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const rack = await createRack({
      machines: MACHINES.map(({ name, protocol, architecture }) => ({
        name,
        architecture,
        protocols: [protocol],
        // Processes die faster here than a BMC with four sessions of a minute forgets theirs.
        ipmi: { sessionIdleMs: 2000 },
      })),
      folder: join(folder, "disks"),
      bootServerUrl: url,
    });
    const configPath = join(folder, "steelyard.json");
    const config = {
      default: { host: "story", enabled_hardware_types: ["redfish", "ipmi"] },
      api: { port, disallow_clean_steps: [] },
      database: { connection: database ?? `sqlite:${join(folder, "steelyard.sqlite")}` },
      conductor: {
        deploy_kernel_by_arch: artifacts.kernels,
        deploy_ramdisk_by_arch: artifacts.ramdisks,
        bootloader_by_arch: artifacts.bootloaders,
        heartbeat_interval: 1,
        heartbeat_timeout: 3,
      },
      deploy: { file_url_allowed_paths: [artifacts.folder], orphaned_boot_timeout: 3 },
      // The simulated agent is in a hurry; a real one asks for an image ten times in 90 s, long enough for a restart.
      agent: { kernel_append_params: "ipa-image-download-connection-retry-interval=1" },
      images: { cache_folder: join(folder, "images") },
      log: { level: "info" },
    };
    await writeFile(configPath, JSON.stringify(config));
    return new RackStory({ rack, folder, url, configPath, images: artifacts.images });
  }

  get databasePath(): string {
    return join(this.#folder, "steelyard.sqlite");
  }

  /** What the process that runs now wrote. */
  get log(): string {
    return this.#process?.log ?? "";
  }

  async start(): Promise<void> {
    this.#process = await ServeProcess.start(["--config", this.#configPath]);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async terminate(): Promise<number | null | undefined> {
    return this.#process?.terminate();
  }

  async close(): Promise<void> {
    await this.#process?.kill();
    await this.rack.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Enrols all machines and brings them to `manageable`. */
  async enrol(): Promise<void> {
    for (const { name, protocol, architecture } of MACHINES) {
      const machine = this.rack.machine(name);
      const { redfish, ipmi } = machine;
      const body = {
        name,
        driver: protocol,
        boot_interface: protocol === "redfish" ? "redfish-virtual-media" : "ipxe",
        properties: { cpu_arch: architecture },
        driver_info: redfish
          ? {
              redfish_address: redfish.url,
              redfish_system_id: redfish.systemId,
              redfish_username: redfish.username,
              redfish_password: redfish.password,
            }
          : {
              ipmi_address: ipmi?.host,
              ipmi_port: ipmi?.port,
              ipmi_username: ipmi?.username,
              ipmi_password: ipmi?.password,
            },
      };
      const { json } = await this.#call("POST", "/v1/nodes", body);
      await this.#call("POST", "/v1/ports", {
        node_uuid: (json as StoryNode).uuid,
        address: machine.macAddresses[0],
      });
    }
    for (const { name } of MACHINES) await this.ask(name, { target: "manage" });
    await this.rests("manageable");
  }

  /**
   * Asks for a provision verb as a client does that does not know whether its last request came through: again until it was
   * answered, or the node has moved.
   */
  async ask(name: string, body: { readonly target: string }): Promise<void> {
    const before = await this.node(name);
    for (;;) {
      try {
        const { status, json } = await this.#call("PUT", `/v1/nodes/${name}/states/provision`, body, [202, 400, 409]);
        if (status === 202) return;
        const now = await this.node(name);
        const hasMoved = now.provision_state !== before.provision_state || now.target_provision_state !== null;
        if (hasMoved) return;
        if (status !== 409) throw new Error(`${name}: ${body.target} answered ${status}: ${JSON.stringify(json)}`);
      } catch (error) {
        if (!isConnectionError(error)) throw error;
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: this.#signal });
    }
  }

  /** Tells a node its image; a tear-down makes it forget. */
  async nameImage(name: string): Promise<void> {
    const image = this.#images[this.rack.machine(name).architecture];
    const value = {
      image_source: image?.url,
      image_os_hash_algo: "sha256",
      image_os_hash_value: image?.sha256,
      image_disk_format: "raw",
    };
    await this.#patiently("PATCH", `/v1/nodes/${name}`, [{ op: "add", path: "/instance_info", value }]);
  }

  async endMaintenance(name: string): Promise<void> {
    await this.#patiently("DELETE", `/v1/nodes/${name}/maintenance`);
  }

  async node(name: string): Promise<StoryNode> {
    for (;;) {
      try {
        return (await this.#call("GET", `/v1/nodes/${name}`)).json as StoryNode;
      } catch (error) {
        if (!isConnectionError(error)) throw error;
        await pause(LOOK_EVERY_MS, undefined, { signal: this.#signal });
      }
    }
  }

  get names(): readonly string[] {
    return MACHINES.map(({ name }) => name);
  }

  /** Waits until every node rests in `state`, or in one of `others`. */
  async rests(state: string, others: readonly string[] = []): Promise<readonly StoryNode[]> {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const nodes = await Promise.all(this.names.map((name) => this.node(name)));
      const isResting = (node: StoryNode) =>
        node.reservation === null && [state, ...others].includes(node.provision_state);
      if (nodes.every(isResting)) return nodes;
      const failed = nodes.find((node) => / failed$|^error$/.test(node.provision_state) && !isResting(node));
      if (failed !== undefined && failed.reservation === null)
        throw new Error(`${failed.name} is ${failed.provision_state}: ${failed.last_error}\n${this.log}`);
      if (performance.now() > end)
        throw new Error(
          `not all nodes are ${state}: ${nodes.map((node) => `${node.name} ${node.provision_state} (${node.last_error})`).join(", ")}\n${nodes
            .filter((node) => !isResting(node))
            .map(({ name }) => this.#story(name))
            .join("\n")}\n${this.log}`,
        );
      await pause(LOOK_EVERY_MS, undefined, { signal: this.#signal });
    }
  }

  /** A machine, and what happened to it last. */
  #story(name: string): string {
    const { power, system } = this.rack.machine(name);
    const last = this.rack.journal.entries.filter(({ machine }) => machine === name).slice(-25);
    return [
      `${name}: ${power}, ${system?.kind ?? "nothing runs"} (${system?.description ?? ""})`,
      ...last.map(({ at, effect, facts }) => `  ${at} ${effect} ${JSON.stringify(facts)}`),
    ].join("\n");
  }

  /** Resolves after `count` more side effects on machines, or once `isOver` holds. */
  async afterEffects(count: number, isOver: () => Promise<boolean>): Promise<void> {
    const goal = this.rack.journal.entries.length + count;
    while (this.rack.journal.entries.length < goal) {
      if (await isOver()) return;
      await pause(5, undefined, { signal: this.#signal });
    }
  }

  async #patiently(method: "PATCH" | "DELETE", path: string, body?: unknown): Promise<void> {
    for (;;) {
      const { status, json } = await this.#call(method, path, body, [200, 202, 204, 409]);
      if (status !== 409) return;
      void json;
      await pause(LOOK_EVERY_MS, undefined, { signal: this.#signal });
    }
  }

  async #call(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    fine?: readonly number[],
  ) {
    const { statusCode, body: answer } = await request(`${this.#url}${path}`, {
      method,
      headers: { "x-openstack-ironic-api-version": "1.82", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(30_000)]),
    });
    const text = await answer.text();
    const json = text === "" ? undefined : (JSON.parse(text) as unknown);
    if (!(fine ?? [200, 201, 202, 204]).includes(statusCode))
      throw new Error(`${method} ${path} answered ${statusCode}: ${text}`);
    return { status: statusCode, json };
  }
}

/** The process was killed while it was asked. */
function isConnectionError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}
