import type { RangeSource } from "@steelyard/iso9660";

/** Bytes somewhere else, with a mark that changes when they do. */
export interface Source extends RangeSource {
  /** Part of the ETag of what is made from it. */
  readonly stamp: string;
}

/** Opens sources by their URL. */
export interface SourceOpener {
  /**
   * Opens `http(s)://` and `file://`.
   * @throws DriverError `IMAGE_NOT_FOUND`, `INVALID_PARAMETER`
   */
  open(url: string, signal: AbortSignal): Promise<Source>;
}
