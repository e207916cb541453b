import { expect, test } from "vitest";
import { efiSystemPartition } from "./efi-system-partition.js";

const loader = Buffer.alloc(300_000, "loader");
const files = [
  { path: "EFI/BOOT/BOOTX64.EFI", bytes: loader },
  { path: "EFI/BOOT/GRUB.CFG", bytes: Buffer.from("configfile") },
  { path: "EFI/EMPTY.TXT", bytes: Buffer.alloc(0) },
];

test.each([
  ["EFI/too-long-name.efi", /not made of 8.3 names/],
  ["EFI/BOOT/GRUB.CFG", /given twice/],
  ["EFI/BOOT/GRUB.CFG/X", /below a file/],
])("refuses %s", (path, message) => {
  expect(() => efiSystemPartition([...files, { path, bytes: loader }])).toThrow(message);
});
