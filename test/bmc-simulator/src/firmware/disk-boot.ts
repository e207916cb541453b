import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { LOADER_NAMES } from "../artifacts/boot-files.js";
import { EFI_SYSTEM, GPT_HEAD_BYTES, readGpt, SECTOR } from "../disk/gpt.js";
import type { BootableMachine, MachineDisk, RunningSystem } from "../machine/boot-seam.js";
import { BootProblem } from "./boot-problem.js";
import { FatReader } from "./fat-reader.js";
import { part, type Readable } from "./readable.js";

/**
 * Starts the operating system of the first disk that has one.
 *
 * @throws BootProblem when no disk boots
 */
export async function bootDisk(machine: BootableMachine): Promise<RunningSystem> {
  const problems: string[] = [];
  for (const disk of machine.disks) {
    try {
      return await bootFrom(machine, disk);
    } catch (error) {
      if (!(error instanceof BootProblem)) throw error;
      problems.push(`${disk.device}: ${error.message}`);
    }
  }
  throw new BootProblem(problems.length === 0 ? "there is no disk" : problems.join("; "));
}

async function bootFrom(
  { bootMode, architecture }: BootableMachine,
  { device, path, sizeBytes }: MachineDisk,
): Promise<RunningSystem> {
  const file = await open(path, "r");
  try {
    const disk: Readable = {
      async read(offset, length) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    };
    const head = await disk.read(0, GPT_HEAD_BYTES);
    const sector = head.subarray(0, SECTOR);
    if (sector.length < SECTOR || sector.readUInt16LE(510) !== 0xaa55) throw new BootProblem("it has no boot sector");
    const loader =
      bootMode === "bios" ? bootCode(sector) : await efiLoader(disk, head, sizeBytes, LOADER_NAMES[architecture]);
    return {
      kind: "instance",
      description: `${loader} of ${device}`,
      bootSectorSha256: createHash("sha256").update(sector).digest("hex"),
      stop: async () => undefined,
    };
  } finally {
    await file.close();
  }
}

function bootCode(sector: Buffer): string {
  if (sector.subarray(0, 440).every((byte) => byte === 0)) throw new BootProblem("its boot sector has no code");
  return "boot sector";
}

async function efiLoader(disk: Readable, head: Buffer, sizeBytes: number, name: string): Promise<string> {
  const gpt = readGpt(head, sizeBytes / SECTOR);
  const esp = gpt?.partitions.find(({ type }) => type === EFI_SYSTEM);
  if (esp === undefined) throw new BootProblem("it has no EFI system partition");
  const loader = await (await FatReader.open(part(disk, esp.first * SECTOR))).file(`EFI/BOOT/${name}`);
  if (loader === undefined) throw new BootProblem(`its EFI system partition has no ${name}`);
  if (loader.toString("latin1", 0, 2) !== "MZ") throw new BootProblem(`${name} is no EFI program`);
  return `loader ${name}`;
}
