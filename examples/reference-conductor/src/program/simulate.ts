import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Architecture,
  type BmcProtocol,
  createRack,
  type Rack,
  type RackMachine,
  type RedfishFlavour,
  type SimulatedMachine,
  writeBootArtifacts,
} from "@steelyard/bmc-simulator";
import { stopRequest } from "./stop-request.js";

/** Options of `steelyard simulate`. Lists are dealt out to the machines in turn. */
export interface SimulateOptions {
  readonly machines: number;
  /** `redfish`, `ipmi`, or `redfish+ipmi` for a BMC that speaks both. */
  readonly protocol: readonly string[];
  /** Of the first machine; the others follow. 0: free ones. */
  readonly port: number;
  readonly flavour: readonly string[];
  readonly architecture: readonly string[];
  readonly bootServer?: string;
  /** Default: a temporary one that is removed in the end. */
  readonly folder?: string;
  readonly username?: string;
  readonly password?: string;
  readonly seed: number;
  readonly journal?: string;
  readonly tls?: boolean;
  readonly artifacts?: string;
}

const PROTOCOLS: readonly BmcProtocol[] = ["redfish", "ipmi"];
const FLAVOURS: readonly RedfishFlavour[] = ["generic", "idrac", "ilo"];
const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/**
 * Runs a simulated rack until SIGTERM or SIGINT. Prints a line of JSON per machine, with the address and credentials of its BMC,
 * and at last `{"event":"ready",…}`.
 *
 * @throws Error for an option that cannot be, or a port that is taken
 */
export async function simulate(options: SimulateOptions): Promise<void> {
  const machines = machinesOf(options);
  const stop = stopRequest();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "steelyard-rack-")));
  let rack: Rack | undefined;
  try {
    const artifacts =
      options.artifacts === undefined
        ? undefined
        : await writeBootArtifacts(options.artifacts, [...new Set(machines.map((each) => each.architecture))]);
    rack = await createRack({
      machines,
      folder,
      bootServerUrl: options.bootServer ?? null,
      seed: options.seed,
      ...(options.journal === undefined ? {} : { journalPath: options.journal }),
    });
    for (const machine of rack.machines) print(shown(machine));
    print({
      event: "ready",
      machines: rack.machines.length,
      folder,
      boot_server: options.bootServer ?? null,
      ...(rack.certificate === undefined ? {} : { certificate: rack.certificate }),
      ...(artifacts === undefined ? {} : { artifacts }),
    });
    await stop.asked;
  } finally {
    await rack?.close();
    if (options.folder === undefined) await rm(folder, { recursive: true });
    stop.release();
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function shown({ name, uuid, architecture, flavour, redfish, ipmi, macAddresses, disks }: SimulatedMachine): object {
  const url = redfish === undefined ? undefined : new URL(redfish.url);
  const protocol = [redfish && "redfish", ipmi && "ipmi"].filter((each) => each !== undefined).join("+");
  return {
    event: "machine",
    name,
    uuid,
    protocol,
    flavour,
    architecture,
    address: redfish?.url ?? ipmi?.host,
    host: url?.hostname ?? ipmi?.host,
    port: url === undefined ? ipmi?.port : Number(url.port),
    ...(redfish !== undefined && ipmi !== undefined ? { ipmi_port: ipmi.port } : {}),
    username: redfish?.username ?? ipmi?.username,
    password: redfish?.password ?? ipmi?.password,
    ...(redfish === undefined ? {} : { system_id: redfish.systemId }),
    macs: macAddresses,
    disks: disks.map(({ path }) => path),
  };
}

function machinesOf(options: SimulateOptions): readonly (RackMachine & { readonly architecture: Architecture })[] {
  const { machines, port, username, password } = options;
  const protocols = given(options.protocol).map((text) =>
    text.split("+").map((each) => known("protocol", PROTOCOLS, each)),
  );
  const flavours = given(options.flavour).map((each) => known("flavour", FLAVOURS, each));
  const architectures = given(options.architecture).map((each) => known("architecture", ARCHITECTURES, each));
  if (!Number.isInteger(machines) || machines < 1) throw new Error("--machines: a number from 1 on is needed");
  if (!Number.isInteger(port) || port < 0 || port + machines > 65_536)
    throw new Error(`--port: ${machines} ports from ${port} on cannot be`);
  if ((username === undefined) !== (password === undefined)) throw new Error("--username and --password go together");
  const credentials = username === undefined || password === undefined ? {} : { credentials: { username, password } };
  return Array.from({ length: machines }, (_, index) => {
    const own = port === 0 ? 0 : port + index;
    return {
      name: `machine-${String(index + 1).padStart(String(machines).length, "0")}`,
      protocols: inTurn(protocols, index),
      flavour: inTurn(flavours, index),
      architecture: inTurn(architectures, index),
      ...credentials,
      redfish: { port: own, isTls: options.tls === true },
      ipmi: { port: own },
    };
  });
}

/** An empty list has one empty name, which is none that is known. */
function given(list: readonly string[]): readonly string[] {
  return list.length === 0 ? [""] : list;
}

function inTurn<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function known<T extends string>(option: string, all: readonly T[], text: string): T {
  const found = all.find((each) => each === text);
  if (found === undefined) throw new Error(`--${option}: ${text || "nothing"} is none of ${all.join(", ")}`);
  return found;
}
