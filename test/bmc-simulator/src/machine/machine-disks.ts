import { closeSync, ftruncateSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { MachineDisk } from "./boot-seam.js";
import { uuidOf } from "./machine-spec.js";

/** Makes the disk files of a machine, sparse; a file that is there keeps what it holds. */
export function makeDisks(folder: string, machine: string, sizes: readonly number[]): readonly MachineDisk[] {
  mkdirSync(folder, { recursive: true });
  return sizes.map((sizeBytes, index) => {
    const letter = String.fromCharCode("a".charCodeAt(0) + index);
    const path = join(folder, `${machine}-sd${letter}.img`);
    const file = openSync(path, "a+");
    try {
      ftruncateSync(file, sizeBytes);
    } finally {
      closeSync(file);
    }
    const hex = uuidOf(`disk ${machine} ${index}`).replaceAll("-", "");
    return {
      device: `/dev/sd${letter}`,
      path,
      sizeBytes,
      model: "Simulated SSD",
      serial: `S${hex.slice(0, 11).toUpperCase()}`,
      wwn: `0x5${hex.slice(12, 27)}`,
      isRotational: false,
    };
  });
}
