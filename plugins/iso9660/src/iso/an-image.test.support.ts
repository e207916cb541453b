import { bytesSource } from "../content.js";
import { efiSystemPartition } from "../fat/efi-system-partition.js";
import { layoutIso } from "./layout-iso.js";

const text = (content: string) => bytesSource(Buffer.from(content));

/** Names of all kinds: short, long, with dots and letters of other alphabets, deep, empty. */
export const FILES = [
  { path: "vmlinuz", content: text("kernel") },
  { path: "initrd.img.of.the.deploy-ramdisk", content: bytesSource(Buffer.alloc(3_000_001, "steelyard")) },
  { path: "EFI/BOOT/grub.cfg", content: text("linux /vmlinuz") },
  { path: "boot/grub/grub.cfg", content: text("linux /vmlinuz") },
  { path: "openstack/latest/meta_data.json", content: text("{}") },
  { path: "openstack/latest/meta_data.json.old", content: text("old") },
  { path: "openstack/latest/Grüße ünd so.txt", content: text("grüße") },
  { path: "a/b/c/d/e/f/deep.txt", content: text("deep") },
  { path: "empty", content: text("") },
];

/** A folder that takes more than one sector. */
export const MANY = Array.from({ length: 150 }, (_, index) => ({
  path: `many/file-number-${index}.json`,
  content: text(`${index}`),
}));

export const EFI_IMAGE = efiSystemPartition([{ path: "EFI/BOOT/BOOTX64.EFI", bytes: Buffer.from("MZ loader") }]);

/** An image with all of them. */
export const anImage = () => layoutIso({ volumeId: "ir-test", files: [...FILES, ...MANY], efiImage: EFI_IMAGE });
