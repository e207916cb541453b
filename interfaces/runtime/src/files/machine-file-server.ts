import { type Token, token } from "@steelyard/interfaces";

/** A file that can be read in part. @public */
export interface ServedFile {
  readonly size: number;
  readonly contentType: string;
  /** Strong: equal bytes, equal tag. */
  readonly etag: string;
  /** Bytes from `start` to before `end`. */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Serves what `MachineFiles` published; the API mounts it. @public */
export interface MachineFileServer {
  /** A published file by the id in its URL `/files/<id>/<name>`; undefined when there is none (any more). */
  open(id: string, name: string, signal: AbortSignal): Promise<ServedFile | undefined>;
  /** The iPXE script of a MAC address, `/boot/ipxe/<mac>`; undefined when nothing is published for it. */
  openBootScript(macAddress: string, signal: AbortSignal): Promise<ServedFile | undefined>;
}

/** @public */
export const MACHINE_FILE_SERVER: Token<MachineFileServer> = token("runtime/machine-file-server");
