import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pack } from "tar-stream";
import type { AgentLog } from "./agent-log.js";
import type { HardwarePort } from "./hardware/hardware-port.js";

/**
 * Logs and facts of the system as a tar file, gzipped, in base64.
 *
 * @remarks Source: ironic-python-agent `utils.py`, `collect_system_logs`. The agent's token is left out.
 */
export async function packedLogs(log: AgentLog, hardware: HardwarePort): Promise<string> {
  const [nics, disks] = await Promise.all([hardware.nics(), hardware.disks()]);
  const parameters = [...hardware.bootParameters].map(([name, value]) => {
    const shown = name === "ipa-agent-token" ? "***" : value;
    return shown === null ? name : `${name}=${shown}`;
  });
  const files = {
    journal: log.text(),
    cmdline: `${parameters.join(" ")}\n`,
    ip_addr: nics.map((nic) => `${nic.name} ${nic.macAddress} ${nic.ipv4Address ?? "-"}\n`).join(""),
    lsblk: disks.map((disk) => `${disk.name} ${disk.sizeBytes} ${disk.model} ${disk.serial}\n`).join(""),
  };
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return (await promisify(gzip)(Buffer.concat(parts))).toString("base64");
}
