import { LOADER_NAMES, MARKS } from "../artifacts/boot-files.js";
import type { BootableMachine, RunningSystem } from "../machine/boot-seam.js";
import { BootProblem } from "./boot-problem.js";
import { FatReader } from "./fat-reader.js";
import { firstLinuxEntry } from "./grub-config.js";
import { IsoReader } from "./iso-reader.js";
import type { Readable } from "./readable.js";
import { mustBe, type StartRamdisk, startLinux } from "./start-linux.js";

/** Where the loader's configuration is, in the order in which it looks. */
const CONFIGS = ["EFI/BOOT/grub.cfg", "boot/grub/grub.cfg"];

/**
 * Starts the EFI loader of an ISO image, which starts the Linux that its configuration names.
 *
 * @throws BootProblem when something on the way is missing or for another machine
 */
export async function bootMedium(
  machine: BootableMachine,
  medium: Readable,
  how: string,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem> {
  if (machine.bootMode !== "uefi") throw new BootProblem("the medium has no loader for BIOS boot mode");
  const iso = await IsoReader.open(medium);
  const name = LOADER_NAMES[machine.architecture];
  const loader = await (await FatReader.open(await iso.efiImage())).file(`EFI/BOOT/${name}`);
  if (loader === undefined) throw new BootProblem(`the medium has no loader ${name}`);
  mustBe(loader, MARKS.loader, machine.architecture, "loader");
  const entry = firstLinuxEntry((await configOf(iso)).toString("utf8"));
  const linux = {
    kernel: await iso.file(entry.kernel),
    ramdisk: await iso.file(entry.ramdisk),
    parameters: entry.parameters,
  };
  return startLinux(machine, linux, how, startRamdisk);
}

async function configOf(iso: IsoReader): Promise<Buffer> {
  for (const path of CONFIGS) if (await iso.has(path)) return iso.file(path);
  throw new BootProblem(`the medium has neither ${CONFIGS.join(" nor ")}`);
}
