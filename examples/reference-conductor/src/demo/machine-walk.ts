import type { ApiClient, ShownNode } from "./api-client.js";
import type { DemoMachine } from "./demo-machine.js";
import { verifyDisk } from "./verify-disk.js";

/** The stages a machine is taken through. */
export const STAGES = ["enrol", "manage", "inspect", "provide", "deploy", "verify"] as const;

export type Stage = (typeof STAGES)[number];

/** How it went for one machine. */
export interface WalkResult {
  readonly machine: DemoMachine;
  /** Seconds per stage that was gone through. */
  readonly seconds: Readonly<Partial<Record<Stage, number>>>;
  /** The stage it stopped at, and why; absent when all went well. */
  readonly failure?: { readonly stage: Stage; readonly reason: string };
  readonly diskSha256?: string;
  /** What its firmware booted in the end. */
  readonly booted?: string;
}

/** A stage that did not lead where it should; the message is the node's `last_error`. */
class StageFailed extends Error {}

/** How long one stage of a machine may take. */
const STAGE_LIMIT_MS = 180_000;

/** Takes a machine from enrolment to a verified deployed disk, through the API alone. Tells what it is at. */
export async function walkMachine(
  api: ApiClient,
  machine: DemoMachine,
  signal: AbortSignal,
  tell: (what: string) => void,
): Promise<WalkResult> {
  const seconds: Partial<Record<Stage, number>> = {};
  const walk = new Walk(api, machine, signal, tell);
  for (const stage of STAGES) {
    if (stage === "inspect" && !machine.canInspect) continue;
    const before = performance.now();
    try {
      await walk.go(stage);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      const reason = error instanceof StageFailed ? error.message : `${error.name}: ${error.message}`;
      return { machine, seconds, failure: { stage, reason } };
    }
    seconds[stage] = (performance.now() - before) / 1000;
  }
  return { machine, seconds, ...walk.found };
}

class Walk {
  found: { diskSha256?: string; booted?: string } = {};
  readonly #api: ApiClient;
  readonly #machine: DemoMachine;
  readonly #signal: AbortSignal;
  readonly #tell: (what: string) => void;
  #uuid = "";

  constructor(api: ApiClient, machine: DemoMachine, signal: AbortSignal, tell: (what: string) => void) {
    this.#api = api;
    this.#machine = machine;
    this.#signal = signal;
    this.#tell = tell;
  }

  async go(stage: Stage): Promise<void> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(STAGE_LIMIT_MS)]);
    switch (stage) {
      case "enrol":
        return this.#enrol(signal);
      case "manage":
        return this.#ask("manage", "manageable", ["enroll"], signal);
      case "inspect":
        return this.#ask("inspect", "manageable", ["inspect failed"], signal);
      case "provide":
        return this.#ask("provide", "available", ["clean failed"], signal);
      case "deploy":
        await this.#api.patiently("PATCH", `/v1/nodes/${this.#uuid}`, signal, [
          { op: "add", path: "/instance_info", value: this.#machine.instanceInfo },
        ]);
        return this.#ask("active", "active", ["deploy failed"], signal, { configdrive: this.#machine.configDrive });
      case "verify":
        return this.#verify(signal);
    }
  }

  async #enrol(signal: AbortSignal): Promise<void> {
    const { name, driver, driverInfo, properties, interfaces, macAddresses } = this.#machine;
    this.#tell("enrol");
    const body = { name, driver, driver_info: driverInfo, properties, ...interfaces };
    const { uuid } = await this.#api.call<ShownNode>("POST", "/v1/nodes", signal, body);
    this.#uuid = uuid;
    for (const address of macAddresses) await this.#api.call("POST", "/v1/ports", signal, { node_uuid: uuid, address });
  }

  async #ask(
    target: string,
    goal: string,
    failed: readonly string[],
    signal: AbortSignal,
    more: object = {},
  ): Promise<void> {
    await this.#api.patiently("PUT", `/v1/nodes/${this.#uuid}/states/provision`, signal, { target, ...more });
    const isOver = (node: ShownNode) =>
      node.target_provision_state === null || failed.includes(node.provision_state) || node.provision_state === goal;
    const node = await this.#api.until(this.#uuid, isOver, signal, (each) => this.#tell(shown(each)));
    if (node.provision_state !== goal) throw new StageFailed(node.last_error ?? `the node is ${node.provision_state}`);
  }

  async #verify(signal: AbortSignal): Promise<void> {
    this.#tell("reading the disk");
    const booted = await this.#machine.bootedInstance(signal);
    const { sha256, isSame } = await verifyDisk(this.#machine.diskPath, this.#machine.imagePath, signal);
    if (!isSame) throw new StageFailed(`the disk does not hold the image: its SHA-256 is ${sha256}`);
    this.found = { diskSha256: sha256, booted };
  }
}

function shown(node: ShownNode): string {
  const step = node.deploy_step.step ?? node.clean_step.step;
  return step === undefined ? node.provision_state : `${node.provision_state}: ${step}`;
}
