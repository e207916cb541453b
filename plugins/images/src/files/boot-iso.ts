import type { MachineFile } from "@steelyard/interfaces";
import { bytesSource, layoutIso, type RangeSource } from "@steelyard/iso9660";
import type { SourceOpener } from "../sources/source.js";

export type BootIso = Extract<MachineFile, { kind: "boot-iso" }>;

/**
 * The ISO a machine starts the ramdisk from: `/vmlinuz`, `/initrd`, GRUB's configuration where Linux distributions look for
 * it, and the EFI system partition.
 *
 * @remarks Source: Ironic `ironic.common.images.create_esp_image_for_uefi`; reference "Agent" §9.
 * @returns the image and what its bytes depend on beside the description
 */
export async function bootIso(
  file: BootIso,
  sources: SourceOpener,
  signal: AbortSignal,
): Promise<{ readonly image: RangeSource; readonly stamp: string }> {
  const urls = [file.kernel, file.ramdisk, ...(file.bootloader === null ? [] : [file.bootloader])];
  const [kernel, ramdisk, bootloader] = await Promise.all(urls.map((url) => sources.open(url, signal)));
  if (kernel === undefined || ramdisk === undefined) throw new Error("a boot ISO needs a kernel and a ramdisk");
  const config = bytesSource(Buffer.from(grubConfig(file.kernelParameters), "utf8"));
  const image = layoutIso({
    volumeId: "VMEDIA_BOOT_ISO",
    files: [
      { path: "vmlinuz", content: kernel },
      { path: "initrd", content: ramdisk },
      { path: "EFI/BOOT/grub.cfg", content: config },
      { path: "boot/grub/grub.cfg", content: config },
      ...Object.entries(file.files).map(([path, content]) => ({
        path,
        content: bytesSource(Buffer.from(JSON.stringify(content), "utf8")),
      })),
    ],
    ...(bootloader === undefined ? {} : { efiImage: bootloader }),
  });
  return { image, stamp: [kernel, ramdisk, bootloader].map((each) => each?.stamp ?? "").join(" ") };
}

function grubConfig(kernelParameters: string): string {
  return [
    "set default=0",
    "set timeout=0",
    'menuentry "boot_partition" {',
    `    linux /vmlinuz ${kernelParameters} --`,
    "    initrd /initrd",
    "}",
    "",
  ].join("\n");
}
