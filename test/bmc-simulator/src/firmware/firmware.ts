import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { LOADER_NAMES, MARKS } from "../artifacts/boot-files.js";
import { EFI_SYSTEM, GPT_HEAD_BYTES, readGpt, SECTOR } from "../disk/gpt.js";
import type {
  Architecture,
  BootableMachine,
  BootTarget,
  MachineFirmware,
  RunningSystem,
} from "../machine/boot-seam.js";
import { FatReader } from "./fat-reader.js";
import { firstLinuxEntry } from "./grub-config.js";
import { BootProblem, fetchFile, HttpMedium } from "./http-medium.js";
import { runIpxe } from "./ipxe.js";
import { IsoReader } from "./iso-reader.js";
import { kernelParameters } from "./kernel-parameters.js";
import { part } from "./readable.js";

/** Starts what stands for the ramdisk, with the parameters of the kernel's command line. */
export type StartRamdisk = (
  machine: BootableMachine,
  parameters: ReadonlyMap<string, string | null>,
  how: string,
) => Promise<RunningSystem>;

interface Linux {
  readonly kernel: Buffer;
  readonly ramdisk: Buffer;
  readonly parameters: string;
}

/**
 * Firmware that finds what to start as real firmware does: the iPXE script of a MAC address, the EFI loader of the inserted
 * medium, the EFI system partition or boot sector of a disk.
 * @public
 */
export function createFirmware(startRamdisk: StartRamdisk): MachineFirmware {
  return {
    async boot(machine, signal) {
      const problems: string[] = [];
      for (const target of machine.bootTargets) {
        try {
          const found = await tryTarget(machine, target, signal, startRamdisk);
          if (found !== undefined) return found;
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof BootProblem)) throw error;
          problems.push(`${target}: ${error.message}`);
        }
      }
      const why = problems.length === 0 ? "nothing to boot" : problems.join("; ");
      return { kind: "none", description: why, stop: async () => undefined };
    },
  };
}

async function tryTarget(
  machine: BootableMachine,
  target: BootTarget,
  signal: AbortSignal,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem | undefined> {
  switch (target) {
    case "disk":
      return bootDisk(machine);
    case "pxe":
      return bootNetwork(machine, signal, startRamdisk);
    case "cdrom":
    case "usb":
      return bootMedium(machine, signal, startRamdisk);
    case "bios-setup":
      return { kind: "none", description: "the setup of the firmware", stop: async () => undefined };
    case "uefihttp":
      throw new BootProblem("this firmware has no UEFI HTTP boot");
  }
}

async function bootNetwork(
  machine: BootableMachine,
  signal: AbortSignal,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem | undefined> {
  const base = machine.bootServerUrl();
  if (base === null) throw new BootProblem("no DHCP server answers");
  const problems: string[] = [];
  for (const { macAddress } of machine.nics.filter(({ hasLink }) => hasLink)) {
    try {
      const url = `${base}/boot/ipxe/${macAddress.replaceAll(":", "-")}`;
      const script = (await fetchFile(url, signal)).toString("utf8");
      const result = await runIpxe(script, { settings: ipxeSettings(machine, macAddress), signal });
      if (result.kind === "next") return undefined;
      return await startLinux(machine, result, `iPXE script of ${macAddress}`, startRamdisk);
    } catch (error) {
      if (!(error instanceof BootProblem)) throw error;
      problems.push(error.message);
    }
  }
  throw new BootProblem(problems.length === 0 ? "no NIC has a link" : problems.join("; "));
}

function ipxeSettings({ uuid, architecture, vendor }: BootableMachine, mac: string): ReadonlyMap<string, string> {
  const buildarch = architecture === "x86_64" ? "x86_64" : "arm64";
  return new Map([
    ["mac", mac],
    ["net0/mac", mac],
    ["netX/mac", mac],
    ["uuid", uuid],
    ["serial", vendor.serialNumber],
    ["buildarch", buildarch],
    ["platform", "efi"],
  ]);
}

async function bootMedium(
  machine: BootableMachine,
  signal: AbortSignal,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem> {
  const inserted = machine.insertedImage();
  if (inserted === undefined) throw new BootProblem("there is no medium in the drive");
  if (machine.bootMode !== "uefi") throw new BootProblem("the medium has no loader for BIOS boot mode");
  const iso = await IsoReader.open(new HttpMedium(inserted.url, signal));
  const loader = await (await FatReader.open(await iso.efiImage())).file(
    `EFI/BOOT/${LOADER_NAMES[machine.architecture]}`,
  );
  if (loader === undefined) throw new BootProblem(`the medium has no loader ${LOADER_NAMES[machine.architecture]}`);
  mustBe(loader, MARKS.loader, machine.architecture, "loader");
  const config = await iso.file("EFI/BOOT/grub.cfg").catch(() => iso.file("boot/grub/grub.cfg"));
  const entry = firstLinuxEntry(config.toString("utf8"));
  const linux = {
    kernel: await iso.file(entry.kernel),
    ramdisk: await iso.file(entry.ramdisk),
    parameters: entry.parameters,
  };
  return startLinux(machine, linux, "inserted medium", startRamdisk);
}

async function startLinux(
  machine: BootableMachine,
  { kernel, ramdisk, parameters }: Linux,
  how: string,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem> {
  mustBe(kernel, MARKS.kernel, machine.architecture, "kernel");
  mustBe(ramdisk, MARKS.ramdisk, machine.architecture, "ramdisk");
  return startRamdisk(machine, kernelParameters(parameters), how);
}

function mustBe(bytes: Buffer, mark: string, architecture: Architecture, what: string): void {
  const [first, second = ""] = bytes.toString("latin1", 0, 512).split("\n");
  if (first !== mark) throw new BootProblem(`the ${what} is not one that this machine can start`);
  let found: unknown;
  try {
    found = (JSON.parse(second) as { architecture?: unknown }).architecture;
  } catch {
    throw new BootProblem(`the ${what} is damaged`);
  }
  if (found !== architecture)
    throw new BootProblem(`the ${what} is for ${String(found)} and the machine is ${architecture}`);
}

async function bootDisk(machine: BootableMachine): Promise<RunningSystem> {
  const problems: string[] = [];
  for (const { device, path, sizeBytes } of machine.disks) {
    const file = await open(path, "r");
    try {
      const disk = {
        async read(offset: number, length: number): Promise<Buffer> {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        },
      };
      const head = await disk.read(0, GPT_HEAD_BYTES);
      const sector = head.subarray(0, SECTOR);
      if (sector.readUInt16LE(510) !== 0xaa55) throw new BootProblem("it has no boot sector");
      const how =
        machine.bootMode === "bios"
          ? bootSector(sector)
          : await efiLoader(disk, head, sizeBytes, LOADER_NAMES[machine.architecture]);
      return {
        kind: "instance",
        description: `${how} of ${device}`,
        bootSectorSha256: createHash("sha256").update(sector).digest("hex"),
        stop: async () => undefined,
      };
    } catch (error) {
      if (!(error instanceof BootProblem)) throw error;
      problems.push(`${device}: ${error.message}`);
    } finally {
      await file.close();
    }
  }
  throw new BootProblem(problems.length === 0 ? "there is no disk" : problems.join("; "));
}

function bootSector(sector: Buffer): string {
  if (sector.subarray(0, 440).every((byte) => byte === 0)) throw new BootProblem("its boot sector has no code");
  return "boot sector";
}

async function efiLoader(
  disk: { read(offset: number, length: number): Promise<Buffer> },
  head: Buffer,
  sizeBytes: number,
  loaderName: string,
): Promise<string> {
  const gpt = readGpt(head, sizeBytes / SECTOR);
  const esp = gpt?.partitions.find(({ type }) => type === EFI_SYSTEM);
  if (esp === undefined) throw new BootProblem("it has no EFI system partition");
  const loader = await (await FatReader.open(part(disk, esp.first * SECTOR))).file(`EFI/BOOT/${loaderName}`);
  if (loader === undefined) throw new BootProblem(`its EFI system partition has no ${loaderName}`);
  return `loader ${loaderName}`;
}
