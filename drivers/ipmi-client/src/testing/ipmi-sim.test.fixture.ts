import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** OpenIPMI's ipmi_sim with a chassis that a shell script keeps in files and writes a log of. */
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

/** A full record: temperature sensor 1, Temp A, M = 5, B = −100, results in tenths: 5 · raw − 100, divided by ten. */
export const TEMPERATURE_SDR = [
  "00 00 51 01 31",
  "20 00 01",
  "03 01 67 68 01 01",
  "c0 7f c0 7f 3f 3f",
  "00 01 00",
  "00",
  "05 00 9c c0 00 f0",
  "00 00 00 00 00 00",
  "a0 90 80 00 00 00",
  "00 00",
  "00 00",
  "00",
  "c6",
  "54 65 6d 70 20 41",
].join(" ");

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

export async function startIpmiSim(): Promise<IpmiSim> {
  const folder = await mkdtemp(join(tmpdir(), "ipmi-sim-"));
  const port = await freePort();
  const script = join(folder, "chassis.sh");
  await mkdir(join(folder, "state"));
  await writeFile(script, CHASSIS);
  await chmod(script, 0o755);
  await writeFile(join(folder, "changes"), "");
  await writeFile(join(folder, "boot"), "none\n");
  const auths = ["callback", "user", "operator", "admin"].map((who) => `allowed_auths_${who} none md2 md5 straight`);
  await writeFile(
    join(folder, "lan.conf"),
    ['name "sim"', "set_working_mc 0x20", `chassis_control "${script} 0x20"`, "startlan 1", `addr 127.0.0.1 ${port}`]
      .concat("priv_limit admin", auths, "guid a123456789abcdefa123456789abcdef", "endlan")
      .concat('user 1 true "" "test" user 10 none md2 md5 straight')
      .concat('user 2 true "admin" "secret" admin 10 none md2 md5 straight', "")
      .join("\n"),
  );
  await writeFile(
    join(folder, "emu"),
    ["mc_setbmc 0x20", "mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr", "mc_enable 0x20"]
      .concat("sensor_add 0x20 0 1 1 1", "sensor_set_value 0x20 0 1 0x60 0")
      .concat(
        `sensor_set_event_support 0x20 0 1 enable scanning per-state ${Array(4).fill("000000000000000").join(" ")}`,
      )
      .concat("sensor_set_threshold 0x20 0 1 settable 111000 0xa0 0x90 0x80 00 00 00")
      .concat(`main_sdr_add 0x20 ${TEMPERATURE_SDR.replace(/(\w\w)/g, "0x$1")}`, "")
      .join("\n"),
  );
  const args = ["-c", join(folder, "lan.conf"), "-f", join(folder, "emu"), "-s", join(folder, "state"), "-n"];
  const child = spawn("ipmi_sim", args, { stdio: ["ignore", "ignore", "inherit"] });
  await answersPing(port);
  return {
    port,
    changes: async () => (await readFile(join(folder, "changes"), "utf8")).split("\n").filter((line) => line !== ""),
    stop: () => stop(child, folder),
  };
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
}

/** Get Channel Authentication Capabilities until there is an answer: the simulator needs a moment to start. */
async function answersPing(port: number): Promise<void> {
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
