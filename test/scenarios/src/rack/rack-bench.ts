import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  type BootArtifacts,
  createRack,
  type JournalEntry,
  type Rack,
  type RackMachine,
  type SimulatedMachine,
  writeBootArtifacts,
} from "@steelyard/bmc-simulator";
import type { TaskLog } from "@steelyard/interfaces";
import { allSections, assemble, loadConfig, loadModules, type Program } from "steelyard";
import { request } from "undici";

const LIMIT_MS = 60_000;
const silent: TaskLog = { debug() {}, info() {}, warn() {}, error() {} };

/** A node as the API shows it. */
export type ShownNode = Readonly<Record<string, never>> & {
  readonly uuid: string;
  readonly provision_state: string;
  readonly target_provision_state: string | null;
  readonly power_state: string | null;
  readonly target_power_state: string | null;
  readonly last_error: string | null;
  readonly reservation: string | null;
  readonly maintenance: boolean;
  readonly driver_internal_info: Readonly<Record<string, unknown>>;
};

/** A reference conductor on SQLite with its API, and a simulated rack, all over loopback. */
export class RackBench {
  readonly rack: Rack;
  readonly artifacts: BootArtifacts;
  /** Every body the API answered, to look for what must not be in it. */
  readonly answers: string[] = [];
  readonly #program: Program;
  readonly #url: string;
  readonly #folder: string;

  private constructor(parts: { rack: Rack; artifacts: BootArtifacts; program: Program; url: string; folder: string }) {
    this.rack = parts.rack;
    this.artifacts = parts.artifacts;
    this.#program = parts.program;
    this.#url = parts.url;
    this.#folder = parts.folder;
  }

  /** @param config - sections over what the bench needs: artifacts of both architectures, no automated cleaning */
  static async open(
    machines: readonly RackMachine[],
    config: (artifacts: BootArtifacts) => Readonly<Record<string, Readonly<Record<string, unknown>>>> = () => ({}),
  ): Promise<RackBench> {
    const folder = await mkdtemp(join(tmpdir(), "steelyard-rack-"));
    const artifacts = await writeBootArtifacts(join(folder, "artifacts"), ["x86_64", "aarch64"]);
    const rack = await createRack({ machines, folder: join(folder, "disks"), bootServerUrl: null });
    const more = config(artifacts);
    const loaded = await loadModules(undefined);
    const overrides = {
      default: { host: "bench", enabledHardwareTypes: ["redfish", "ipmi"] },
      api: { port: 0 },
      database: { connection: `sqlite:${join(folder, "steelyard.sqlite")}` },
      images: { cacheFolder: join(folder, "images") },
      agent: { deployLogsLocalPath: join(folder, "logs"), ...more["agent"] },
      deploy: { fileUrlAllowedPaths: [folder], ...more["deploy"] },
      redfish: more["redfish"] ?? {},
      ipmi: more["ipmi"] ?? {},
      conductor: {
        deployKernelByArch: artifacts.kernels,
        deployRamdiskByArch: artifacts.ramdisks,
        bootloaderByArch: artifacts.bootloaders,
        automatedClean: false,
        ...more["conductor"],
      },
    };
    const program = await assemble(loaded, loadConfig(allSections(loaded), undefined, {}, overrides), silent);
    const url = await program.start();
    rack.setBootServerUrl(url);
    return new RackBench({ rack, artifacts, program, url, folder });
  }

  async close(): Promise<void> {
    await this.#program.end();
    await this.rack.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The folder that `file://` URLs may name. */
  get folder(): string {
    return this.#folder;
  }

  /** Whether machines that boot from the network get an answer. */
  answerDhcp(isOn: boolean): void {
    this.rack.setBootServerUrl(isOn ? this.#url : null);
  }

  /** Calls the API. */
  async call(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly text: string; readonly json: never }> {
    const { statusCode, body: answer } = await request(`${this.#url}${path}`, {
      method,
      headers: { "x-openstack-ironic-api-version": "1.115", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await answer.text();
    this.answers.push(text);
    return { status: statusCode, text, json: (text === "" ? undefined : JSON.parse(text)) as never };
  }

  /** As `call`, again while the node is locked. @throws Error for any other refusal */
  async ask(method: "PUT" | "PATCH" | "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
    for (const end = performance.now() + LIMIT_MS; ; ) {
      const { status, text } = await this.call(method, path, body);
      if (status < 300) return;
      if (status !== 409 || performance.now() > end) throw new Error(`${method} ${path} answered ${status}: ${text}`);
      await pause(50);
    }
  }

  /** Asks for a provision verb and waits until the node rests in `goal`. */
  async provision(name: string, target: string, goal: string, more: object = {}): Promise<ShownNode> {
    await this.ask("PUT", `/v1/nodes/${name}/states/provision`, { target, ...more });
    return this.rests(name, goal);
  }

  /** Asks for a power state and waits until the node was given back. */
  async power(name: string, target: string, more: object = {}): Promise<ShownNode> {
    await this.ask("PUT", `/v1/nodes/${name}/states/power`, { target, ...more });
    return this.until(name, (node) => node.target_power_state === null && node.reservation === null);
  }

  /** What the node's history says: `SEVERITY event`, the oldest first. */
  async history(name: string): Promise<readonly string[]> {
    const { json } = await this.call("GET", `/v1/nodes/${name}/history?sort_key=created_at`);
    const { history } = json as { history: readonly { severity: string; event: string }[] };
    return history.map(({ severity, event }) => `${severity} ${event}`);
  }

  /** Waits until something happened to a machine, after the `since` entries of the journal that there were. */
  async happens(name: string, is: (entry: JournalEntry) => boolean, since = 0): Promise<JournalEntry> {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const { journal } = this.rack;
    for (;;) {
      const found = journal.entries.slice(since).find((entry) => entry.machine === name && is(entry));
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error(`it did not happen to ${name}`, { cause: signal.reason }));
        const end = journal.onEntry(() => {
          end();
          signal.removeEventListener("abort", fail);
          resolve();
        });
        signal.addEventListener("abort", fail, { once: true });
      });
    }
  }

  node(name: string): Promise<ShownNode> {
    return this.call("GET", `/v1/nodes/${name}`).then(({ json }) => json as ShownNode);
  }

  /** Looks at the node until `condition` holds. */
  async until(name: string, condition: (node: ShownNode) => boolean): Promise<ShownNode> {
    for (const end = performance.now() + LIMIT_MS; ; ) {
      const node = await this.node(name);
      if (condition(node)) return node;
      if (performance.now() > end)
        throw new Error(`${name} is ${node.provision_state}, ${node.power_state}: ${node.last_error}`);
      await pause(50);
    }
  }

  /** Waits until the node is in one of `states` and nobody works on it. */
  async rests(name: string, ...states: readonly string[]): Promise<ShownNode> {
    for (const end = performance.now() + LIMIT_MS; ; ) {
      const node = await this.node(name);
      if (states.includes(node.provision_state) && node.reservation === null) return node;
      const isOver = / failed$|^error$/.test(node.provision_state) || node.target_provision_state === null;
      const hasFailed = isOver && node.last_error !== null && node.reservation === null;
      if (hasFailed || performance.now() > end)
        throw new Error(`${name} is ${node.provision_state}, not ${states.join(" or ")}: ${node.last_error}`);
      await pause(50);
    }
  }

  /** `driver` and `driver_info` of a machine. */
  driverOf(name: string): { readonly driver: string; readonly driver_info: Readonly<Record<string, unknown>> } {
    const { redfish, ipmi } = this.rack.machine(name);
    if (redfish !== undefined)
      return {
        driver: "redfish",
        driver_info: {
          redfish_address: redfish.url,
          redfish_system_id: redfish.systemId,
          redfish_username: redfish.username,
          redfish_password: redfish.password,
          redfish_verify_ca: false,
        },
      };
    return {
      driver: "ipmi",
      driver_info: {
        ipmi_address: ipmi?.host,
        ipmi_port: ipmi?.port,
        ipmi_username: ipmi?.username,
        ipmi_password: ipmi?.password,
      },
    };
  }

  /** Enrols a machine with a port. */
  async enrol(name: string, driverInfo: object = {}): Promise<void> {
    const machine = this.rack.machine(name);
    const { driver, driver_info } = this.driverOf(name);
    const { status, text, json } = await this.call("POST", "/v1/nodes", {
      name,
      driver,
      boot_interface: driver === "redfish" ? "redfish-virtual-media" : "ipxe",
      driver_info: { ...driver_info, ...driverInfo },
      properties: { cpu_arch: machine.architecture },
    });
    if (status !== 201) throw new Error(`creating ${name} answered ${status}: ${text}`);
    const port = { node_uuid: (json as ShownNode).uuid, address: machine.macAddresses[0] };
    await this.ask("POST", "/v1/ports", port);
  }

  /** Enrols machines and makes them available. */
  async makeAvailable(...names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        await this.enrol(name);
        await this.provision(name, "manage", "manageable");
        await this.provision(name, "provide", "available");
      }),
    );
  }

  /** What `instance_info` says of the artifacts' image for a machine. */
  imageFor(name: string): Readonly<Record<string, unknown>> {
    const image = this.artifacts.images[this.rack.machine(name).architecture];
    return {
      image_source: image?.url,
      image_os_hash_algo: "sha256",
      image_os_hash_value: image?.sha256,
      image_disk_format: "raw",
    };
  }

  async setInstance(name: string, instanceInfo: object): Promise<void> {
    await this.ask("PATCH", `/v1/nodes/${name}`, [{ op: "add", path: "/instance_info", value: instanceInfo }]);
  }

  /** Deploys and waits for `active`. */
  async deploy(name: string, instanceInfo: object = this.imageFor(name), more: object = {}): Promise<ShownNode> {
    await this.setInstance(name, instanceInfo);
    return this.provision(name, "active", "active", more);
  }

  /** Waits until the machine runs an instance from its disk. */
  async runsInstance(name: string): Promise<SimulatedMachine> {
    const machine = this.rack.machine(name);
    await machine.until(() => machine.system?.kind === "instance", AbortSignal.timeout(LIMIT_MS));
    return machine;
  }

  /** Bytes of the machine's first disk. */
  async disk(name: string, start: number, length: number): Promise<Buffer> {
    const file = await open(this.rack.machine(name).disks[0]?.path ?? "", "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}
