import { AgentError } from "../agent-error.js";
import type { ByteReader } from "./byte-reader.js";
import { imageFormats } from "./image-format.js";
import { Qcow2Image, Qcow2Problem } from "./qcow2.js";

/** An image that may be written: as its bytes are, or as the qcow2 image they hold. */
export type InspectedImage =
  | { readonly kind: "bytes"; readonly sizeBytes: number }
  | { readonly kind: "qcow2"; readonly image: Qcow2Image; readonly sizeBytes: number };

export interface InspectionRules {
  /** As the conductor calls it; undefined: it does not say. */
  readonly claimed: string | undefined;
  readonly permitted: readonly string[];
  readonly isDeep: boolean;
}

/** Claimed formats that are written as they are, without a look inside. */
const PLAIN = ["raw", "gpt"];

/**
 * Finds out what an image is, and whether it is what it is said to be and harmless.
 *
 * @remarks Source: ironic-python-agent `disk_utils.py`, `get_and_validate_image_format`.
 * @throws AgentError `InvalidImage`
 */
export async function inspectImage(reader: ByteReader, { claimed, permitted, isDeep }: InspectionRules) {
  const bytes: InspectedImage = { kind: "bytes", sizeBytes: reader.length };
  if (isDeep && claimed !== undefined && PLAIN.includes(claimed)) return bytes;
  const formats = await imageFormats(reader);
  // An ISO image for disks has both.
  const [format, another] =
    formats.length === 2 && formats.includes("iso") && formats.includes("gpt") ? ["iso"] : formats;
  if (format === undefined || another !== undefined)
    throw invalid("Security: Image matched multiple potential formats");
  if (isDeep) {
    if (!permitted.includes(format))
      throw invalid(`Security: Detected image format was ${format}, but only ${permitted.join(", ")} are allowed`);
    if (claimed !== undefined && claimed !== "unknown" && claimed !== format)
      throw invalid(`Security: Expected format was ${claimed}, but image was actually ${format}`);
  }
  if (format === "qcow2") return openQcow2(reader);
  if (["raw", "gpt", "iso"].includes(format)) return bytes;
  throw invalid(`this agent cannot read images of format ${format}`);
}

async function openQcow2(reader: ByteReader): Promise<InspectedImage> {
  try {
    const image = await Qcow2Image.open(reader);
    return { kind: "qcow2", image, sizeBytes: image.virtualSize };
  } catch (error) {
    if (!(error instanceof Qcow2Problem)) throw error;
    throw invalid(`Security: Image failed safety check: ${error.message}`);
  }
}

function invalid(details: string): AgentError {
  return new AgentError("InvalidImage", details);
}
