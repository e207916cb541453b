import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIMULATED_SENSORS } from "./simulated-sensors.test.support.js";

/** OpenIPMI's ipmi_sim: suites 0–3 and a chassis that a shell script keeps in files and writes a log of. */
export interface IpmiSim {
  readonly port: number;
  /** One line per change of the chassis: `power 1`, `boot pxe`, `reset 1` … */
  changes(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const CHASSIS = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
shift
case $1 in
set) shift
  while [ $# -gt 1 ]; do echo "$2" > "$1"; echo "$1 $2" >> changes; shift 2; done;;
get) shift
  for name in "$@"; do echo "$name:$(cat "$name" 2>/dev/null || echo 0)"; done;;
esac
`;

export async function startIpmiSim(): Promise<IpmiSim> {
  const folder = await mkdtemp(join(tmpdir(), "driver-ipmi-"));
  const port = await freePort();
  const script = join(folder, "chassis.sh");
  await mkdir(join(folder, "state"));
  await writeFile(script, CHASSIS, { mode: 0o755 });
  await writeFile(join(folder, "changes"), "");
  await writeFile(join(folder, "boot"), "none\n");
  await writeFile(join(folder, "lan.conf"), lanConfig(script, port));
  const mc = [
    "mc_setbmc 0x20",
    "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x2a7c 0xf02 persist_sdr",
    "mc_enable 0x20",
  ];
  await writeFile(join(folder, "emu"), `${[...mc, ...SIMULATED_SENSORS].join("\n")}\n`);
  const args = ["-c", join(folder, "lan.conf"), "-f", join(folder, "emu"), "-s", join(folder, "state"), "-n"];
  const child = spawn("ipmi_sim", args, { stdio: ["ignore", "ignore", "inherit"] });
  await answers(port);
  return {
    port,
    changes: async () => (await readFile(join(folder, "changes"), "utf8")).split("\n").filter((line) => line !== ""),
    stop: () => stop(child, folder),
  };
}

function lanConfig(script: string, port: number): string {
  return [
    'name "sim"',
    "set_working_mc 0x20",
    `chassis_control "${script} 0x20"`,
    "startlan 1",
    `addr 127.0.0.1 ${port}`,
    "priv_limit admin",
    ...["callback", "user", "operator", "admin"].map((who) => `allowed_auths_${who} none md2 md5 straight`),
    "guid a123456789abcdefa123456789abcdef",
    "endlan",
    'user 1 true "" "test" user 10 none md2 md5 straight',
    'user 2 true "admin" "secret" admin 10 none md2 md5 straight',
    "",
  ].join("\n");
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Get Channel Authentication Capabilities until there is an answer: the simulator needs a moment to start. */
async function answers(port: number): Promise<void> {
  const socket = createSocket("udp4");
  const question = Buffer.from("0600ff07000000000000000000092018c88104388e04b1", "hex");
  const answered = once(socket, "message", { signal: AbortSignal.timeout(10_000) });
  const timer = setInterval(() => socket.send(question, port, "127.0.0.1"), 50);
  try {
    await answered;
  } finally {
    clearInterval(timer);
    socket.close();
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
}
