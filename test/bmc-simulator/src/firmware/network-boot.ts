import type { BootableMachine, RunningSystem } from "../machine/boot-seam.js";
import type { BootHttp } from "./boot-http.js";
import { BootProblem } from "./boot-problem.js";
import { runIpxe } from "./ipxe.js";
import { type StartRamdisk, startLinux } from "./start-linux.js";

/**
 * Asks each NIC with a link for the script that DHCP names, and runs it as iPXE does.
 *
 * @returns undefined when a script says to go on with the next boot target
 * @throws BootProblem when no NIC leads to a ramdisk
 */
export async function bootNetwork(
  machine: BootableMachine,
  http: BootHttp,
  signal: AbortSignal,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem | undefined> {
  const base = machine.bootServerUrl();
  if (base === null) throw new BootProblem("no DHCP server answers");
  const problems: string[] = [];
  for (const { macAddress } of machine.nics.filter(({ hasLink }) => hasLink)) {
    try {
      const url = `${base.replace(/\/+$/, "")}/boot/ipxe/${macAddress.replaceAll(":", "-")}`;
      const script = (await http.file(url, signal)).toString("utf8");
      const result = await runIpxe(script, { settings: ipxeSettings(machine, macAddress), url, http, signal });
      if (result.kind === "next") return undefined;
      return await startLinux(machine, result, `iPXE script of ${macAddress}`, startRamdisk);
    } catch (error) {
      if (!(error instanceof BootProblem)) throw error;
      problems.push(error.message);
    }
  }
  throw new BootProblem(problems.length === 0 ? "no NIC has a link" : problems.join("; "));
}

/** Source: https://ipxe.org/cfg. */
function ipxeSettings({ uuid, architecture, vendor, bootMode }: BootableMachine, mac: string) {
  return new Map([
    ["mac", mac],
    ["net0/mac", mac],
    ["netX/mac", mac],
    ["uuid", uuid],
    ["serial", vendor.serialNumber],
    ["manufacturer", vendor.manufacturer],
    ["product", vendor.productName],
    ["buildarch", architecture === "x86_64" ? "x86_64" : "arm64"],
    ["platform", bootMode === "uefi" ? "efi" : "pcbios"],
  ]);
}
