const SETUP_BYTES = 1024;
const HEADER = 0x200;
const CODE = 0x268;

/**
 * A Linux kernel image whose 16-bit part writes its command line to the first serial port, a `+` when it was given a
 * ramdisk, and ends QEMU through its `isa-debug-exit` device at port F4h.
 *
 * @remarks Source of the layout: Linux, Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".
 */
export function tinyKernel(): Buffer {
  const image = Buffer.alloc(SETUP_BYTES + 512, 0x90);
  image.fill(0, 0, CODE);
  image.writeUInt8(SETUP_BYTES / 512 - 1, 0x1f1);
  image.writeUInt32LE(512 / 16, 0x1f4);
  image.writeUInt16LE(0xaa55, 0x1fe);
  image.set([0xeb, CODE - HEADER - 2], HEADER);
  image.write("HdrS", 0x202, "latin1");
  image.writeUInt16LE(0x0206, 0x206);
  // The rest of the kernel goes above 1 MiB, and there is a heap.
  image.writeUInt8(0x81, 0x211);
  image.writeUInt32LE(0x100000, 0x214);
  image.writeUInt16LE(0xde00, 0x224);
  image.writeUInt32LE(0x37ffffff, 0x22c);
  image.writeUInt32LE(2047, 0x238);
  image.set(PROGRAM, CODE);
  return image;
}

/** The data segment is that of the boot sector. Each `out` waits until the port can take a byte. */
const PROGRAM = Uint8Array.of(
  // mov eax, [cmd_line_ptr]; mov si, ax; and si, 15; shr eax, 4; mov es, ax
  ...[0x66, 0xa1, 0x28, 0x02, 0x89, 0xc6, 0x83, 0xe6, 0x0f, 0x66, 0xc1, 0xe8, 0x04, 0x8e, 0xc0],
  // next: mov bl, es:[si]; inc si; test bl, bl; jz ended; call put; jmp next
  ...[0x26, 0x8a, 0x1c, 0x46, 0x84, 0xdb, 0x74, 0x05, 0xe8, 0x17, 0x00, 0xeb, 0xf3],
  // ended: cmp dword [ramdisk_size], 0; je quit; mov bl, '+'; call put
  ...[0x66, 0x83, 0x3e, 0x1c, 0x02, 0x00, 0x74, 0x05, 0xb3, 0x2b, 0xe8, 0x08, 0x00],
  // quit: xor ax, ax; out f4h, al; hlt; jmp to hlt
  ...[0x31, 0xc0, 0xe6, 0xf4, 0xf4, 0xeb, 0xfd],
  // (a byte that is never reached)
  0x90,
  // put: mov dx, 3fdh; in al, dx; test al, 20h; jz put; mov dx, 3f8h; mov al, bl; out dx, al; ret
  ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20, 0x74, 0xf8, 0xba, 0xf8, 0x03, 0x88, 0xd8, 0xee, 0xc3],
);
