import { MARKS } from "../artifacts/boot-files.js";
import type { Architecture, BootableMachine, RunningSystem } from "../machine/boot-seam.js";
import { BootProblem } from "./boot-problem.js";
import { kernelParameters } from "./kernel-parameters.js";

/**
 * Starts what stands for the ramdisk.
 *
 * @param parameters - of the kernel's command line; null: without a value
 * @param how - what was booted from, for people
 * @public
 */
export type StartRamdisk = (
  machine: BootableMachine,
  parameters: ReadonlyMap<string, string | null>,
  how: string,
) => Promise<RunningSystem>;

/** What a boot loader hands the control to. */
export interface Linux {
  readonly kernel: Buffer;
  readonly ramdisk: Buffer;
  readonly parameters: string;
}

/** @throws BootProblem when kernel or ramdisk are not for this machine */
export async function startLinux(
  machine: BootableMachine,
  { kernel, ramdisk, parameters }: Linux,
  how: string,
  startRamdisk: StartRamdisk,
): Promise<RunningSystem> {
  mustBe(kernel, MARKS.kernel, machine.architecture, "kernel");
  mustBe(ramdisk, MARKS.ramdisk, machine.architecture, "ramdisk");
  return startRamdisk(machine, kernelParameters(parameters), how);
}

/** @throws BootProblem when a file does not stand for such a program of this architecture */
export function mustBe(bytes: Buffer, mark: string, architecture: Architecture, what: string): void {
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
