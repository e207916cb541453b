import type { BootableMachine, BootTarget, MachineFirmware, RunningSystem } from "../machine/boot-seam.js";
import type { BootHttp } from "./boot-http.js";
import { BootProblem } from "./boot-problem.js";
import { bootDisk } from "./disk-boot.js";
import { HttpMedium } from "./http-medium.js";
import { bootMedium } from "./medium-boot.js";
import { bootNetwork } from "./network-boot.js";
import type { StartRamdisk } from "./start-linux.js";

export type { StartRamdisk } from "./start-linux.js";

/**
 * Firmware that finds what to start as real firmware does: the iPXE script of a MAC address, the EFI loader of the inserted
 * medium, the EFI system partition or boot sector of a disk.
 */
export function createFirmware(http: BootHttp, startRamdisk: StartRamdisk): MachineFirmware {
  return {
    async boot(machine, signal) {
      const problems: string[] = [];
      for (const target of machine.bootTargets) {
        try {
          const found = await tryTarget(machine, target, http, signal, startRamdisk);
          if (found !== undefined) return found;
          problems.push(`${target}: it said to go on`);
        } catch (error) {
          signal.throwIfAborted();
          problems.push(`${target}: ${problemOf(error).message}`);
        }
      }
      const description = problems.length === 0 ? "nothing to boot" : problems.join("; ");
      return { kind: "none", description, stop: async () => undefined };
    },
  };
}

async function tryTarget(
  machine: BootableMachine,
  target: BootTarget,
  http: BootHttp,
  signal: AbortSignal,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem | undefined> {
  switch (target) {
    case "disk":
      return bootDisk(machine);
    case "pxe":
      return bootNetwork(machine, http, signal, startRamdisk);
    case "cdrom":
    case "usb": {
      const drive = target === "cdrom" ? "cd" : "usb";
      const inserted = machine.insertedImage(drive);
      if (inserted === undefined) throw new BootProblem(`there is no medium in the ${drive} drive`);
      return bootMedium(machine, new HttpMedium(http, inserted.url, signal), "inserted medium", startRamdisk);
    }
    case "uefihttp": {
      const url = machine.httpBootUrl();
      if (url === null) throw new BootProblem("no boot URI is set");
      return bootMedium(machine, new HttpMedium(http, url, signal), "UEFI HTTP boot", startRamdisk);
    }
    case "bios-setup":
      return { kind: "none", description: "the setup of the firmware", stop: async () => undefined };
  }
}

/** Damaged structures point beyond what was read; that is a problem of the medium, and other errors are ours. */
function problemOf(error: unknown): BootProblem {
  if (error instanceof BootProblem) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RangeError && (code === "ERR_OUT_OF_RANGE" || code === "ERR_BUFFER_OUT_OF_BOUNDS"))
    return new BootProblem("its structures are damaged", { cause: error });
  throw error;
}
