import { BootProblem } from "./boot-problem.js";

/** What a boot loader's configuration starts. */
export interface LinuxEntry {
  readonly kernel: string;
  readonly parameters: string;
  readonly ramdisk: string;
}

/** The first entry of a GRUB configuration. @throws BootProblem when it starts no Linux with a ramdisk */
export function firstLinuxEntry(config: string): LinuxEntry {
  let kernel: { readonly path: string; readonly parameters: string } | undefined;
  for (const line of config.split(/\r?\n/)) {
    const [command = "", path = "", ...rest] = line.trim().split(/\s+/);
    if (/^linux(efi|16)?$/.test(command) && path !== "") {
      kernel ??= { path, parameters: rest.join(" ") };
    } else if (/^initrd(efi|16)?$/.test(command) && path !== "" && kernel !== undefined) {
      return { kernel: kernel.path, parameters: kernel.parameters, ramdisk: path };
    }
  }
  throw new BootProblem("the boot loader's configuration starts no kernel with a ramdisk");
}
