import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  type Architecture,
  type BootArtifacts,
  createRack,
  type Rack,
  type RackMachine,
  type SimulatedMachine,
  type WrittenImage,
  writeBootArtifacts,
} from "@steelyard/bmc-simulator";
import sirv from "sirv";
import type { DemoMachine } from "./demo-machine.js";

const USER = "operator";
const LOOPBACK = "127.0.0.1";

type Bmc = "redfish" | "idrac" | "ilo" | "redfish-tls" | "ipmi";

/** Twelve machines: two ways of management, two architectures, one with a wrong password, one with a wrong checksum. */
const MACHINES: readonly {
  readonly name: string;
  readonly bmc: Bmc;
  readonly architecture: Architecture;
  readonly image: "http" | "checksum-file" | "file" | "wrong-checksum";
  readonly hasWrongPassword?: true;
}[] = [
  { name: "rf-01", bmc: "redfish", architecture: "x86_64", image: "http" },
  { name: "rf-02", bmc: "idrac", architecture: "x86_64", image: "checksum-file" },
  { name: "rf-03", bmc: "ilo", architecture: "x86_64", image: "file" },
  { name: "rf-04", bmc: "redfish-tls", architecture: "x86_64", image: "http" },
  { name: "rf-05", bmc: "redfish", architecture: "aarch64", image: "http" },
  { name: "rf-06", bmc: "redfish", architecture: "aarch64", image: "checksum-file" },
  { name: "rf-07", bmc: "redfish", architecture: "x86_64", image: "wrong-checksum" },
  { name: "ip-01", bmc: "ipmi", architecture: "x86_64", image: "http" },
  { name: "ip-02", bmc: "ipmi", architecture: "x86_64", image: "file" },
  { name: "ip-03", bmc: "ipmi", architecture: "aarch64", image: "http" },
  { name: "ip-04", bmc: "ipmi", architecture: "aarch64", image: "checksum-file" },
  { name: "ip-05", bmc: "ipmi", architecture: "x86_64", image: "http", hasWrongPassword: true },
];

/** The simulated rack with the files its machines need. */
export interface DemoRack {
  readonly machines: readonly DemoMachine[];
  /** What an operator has to have for these machines. */
  readonly artifacts: BootArtifacts;
  /** Tells DHCP where machines find their iPXE script. */
  setBootServer(url: string): void;
  close(): Promise<void>;
}

/** Writes the artifacts, starts the machines and an image server on loopback. */
export async function openDemoRack(folder: string, signal: AbortSignal): Promise<DemoRack> {
  const artifacts = await writeBootArtifacts(join(folder, "artifacts"), ["x86_64", "aarch64"]);
  signal.throwIfAborted();
  const server = createServer(sirv(artifacts.folder, { dev: false, etag: true }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, LOOPBACK, () => resolve());
  });
  const imageUrl = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  let rack: Rack;
  try {
    rack = await createRack({
      machines: MACHINES.map(rackMachine),
      folder: join(folder, "disks"),
      journalPath: join(folder, "journal.jsonl"),
      bootServerUrl: null,
    });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    machines: MACHINES.map((spec) => demoMachine(spec, rack.machine(spec.name), artifacts.images, imageUrl)),
    artifacts,
    setBootServer: (url) => rack.setBootServerUrl(url),
    async close() {
      await rack.close();
      await closeServer(server);
    },
  };
}

function rackMachine({ name, bmc, architecture }: (typeof MACHINES)[number]): RackMachine {
  return {
    name,
    architecture,
    protocols: [bmc === "ipmi" ? "ipmi" : "redfish"],
    flavour: bmc === "idrac" || bmc === "ilo" ? bmc : "generic",
    credentials: { username: USER, password: passwordOf(name) },
    ...(bmc === "redfish-tls" ? { redfish: { isTls: true } } : {}),
  };
}

function passwordOf(name: string): string {
  return createHash("sha256").update(`demo ${name}`).digest("base64url").slice(0, 14);
}

function demoMachine(
  spec: (typeof MACHINES)[number],
  machine: SimulatedMachine,
  images: BootArtifacts["images"],
  imageUrl: string,
): DemoMachine {
  const image = images[spec.architecture];
  if (image === undefined) throw new Error(`there is no image for ${spec.architecture}`);
  const isIpmi = spec.bmc === "ipmi";
  return {
    name: spec.name,
    bmc: LABELS[spec.bmc],
    architecture: spec.architecture,
    driver: isIpmi ? "ipmi" : "redfish",
    driverInfo: isIpmi ? ipmiInfo(spec, machine) : redfishInfo(spec, machine),
    properties: isIpmi ? { cpu_arch: spec.architecture } : {},
    interfaces: isIpmi
      ? { boot_interface: "ipxe" }
      : { boot_interface: "redfish-virtual-media", inspect_interface: "redfish" },
    macAddresses: isIpmi ? machine.macAddresses.slice(0, 1) : [],
    canInspect: !isIpmi,
    instanceInfo: instanceInfo(spec.image, image, imageUrl),
    configDrive: { meta_data: { name: spec.name }, user_data: `#cloud-config\nhostname: ${spec.name}\n` },
    diskPath: machine.disks[0]?.path ?? "",
    imagePath: image.path,
    ...(spec.hasWrongPassword ? { expectedFailure: { stage: "manage", says: /refused the credentials/ } } : {}),
    ...(spec.image === "wrong-checksum" ? { expectedFailure: { stage: "deploy", says: /checksum/i } } : {}),
    async bootedInstance(signal) {
      await machine.until(() => machine.system?.kind === "instance", signal);
      return machine.system?.description ?? "";
    },
  };
}

const LABELS: Readonly<Record<Bmc, string>> = {
  redfish: "Redfish",
  idrac: "Redfish (iDRAC)",
  ilo: "Redfish (iLO)",
  "redfish-tls": "Redfish (TLS)",
  ipmi: "IPMI",
};

function redfishInfo({ bmc }: (typeof MACHINES)[number], { redfish }: SimulatedMachine): Record<string, unknown> {
  if (redfish === undefined) throw new Error("the machine has no Redfish service");
  return {
    redfish_address: redfish.url,
    redfish_system_id: redfish.systemId,
    redfish_username: redfish.username,
    redfish_password: redfish.password,
    // The certificate of the simulated BMC is its own.
    ...(bmc === "redfish-tls" ? { redfish_verify_ca: false } : {}),
  };
}

function ipmiInfo(
  { hasWrongPassword }: (typeof MACHINES)[number],
  { ipmi }: SimulatedMachine,
): Record<string, unknown> {
  if (ipmi === undefined) throw new Error("the machine has no IPMI BMC");
  return {
    ipmi_address: ipmi.host,
    ipmi_port: ipmi.port,
    ipmi_username: ipmi.username,
    ipmi_password: hasWrongPassword ? "not-the-password" : ipmi.password,
  };
}

function instanceInfo(
  kind: (typeof MACHINES)[number]["image"],
  image: WrittenImage,
  imageUrl: string,
): Record<string, unknown> {
  const common = { image_source: `${imageUrl}/${image.fileName}`, image_disk_format: "raw", image_type: "whole-disk" };
  const digest = { image_os_hash_algo: "sha256", image_os_hash_value: image.sha256 };
  switch (kind) {
    case "http":
      return { ...common, ...digest };
    case "checksum-file":
      return { ...common, image_checksum: `${imageUrl}/SHA256SUMS` };
    case "file":
      return { ...common, ...digest, image_source: image.url };
    case "wrong-checksum":
      return { ...common, ...digest, image_os_hash_value: "0".repeat(64) };
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
