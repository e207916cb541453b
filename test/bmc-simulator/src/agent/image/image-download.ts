import { createHash, type Hash } from "node:crypto";
import { pause } from "../../machine/pause.js";
import { AgentError, isAgentError, reasonOf } from "../agent-error.js";
import type { AgentLog } from "../agent-log.js";
import type { AgentSettings } from "../agent-settings.js";
import type { HttpClient, HttpDownload } from "../http-client.js";
import { type ExpectedChecksum, expectedChecksum } from "./checksum.js";
import type { ImageInfo } from "./image-info.js";

export interface DownloadOptions {
  readonly http: HttpClient;
  readonly settings: AgentSettings;
  readonly allowsMd5: boolean;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

/**
 * Fetches an image from the first of its addresses that has it, and hashes what comes.
 *
 * @remarks Source: ironic-python-agent `standby.py`, `ImageDownload`.
 */
export class ImageDownload {
  /** As the server says it. */
  readonly length: number | undefined;
  readonly #image: ImageInfo;
  readonly #download: HttpDownload;
  readonly #expected: ExpectedChecksum;
  readonly #hash: Hash;
  readonly #deadline: number;

  private constructor(image: ImageInfo, download: HttpDownload, expected: ExpectedChecksum, maxDurationMs: number) {
    this.#image = image;
    this.#download = download;
    this.#expected = expected;
    this.#hash = createHash(expected.algorithm);
    this.#deadline = maxDurationMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + maxDurationMs;
    this.length = download.length;
  }

  static async open(image: ImageInfo, options: DownloadOptions): Promise<ImageDownload> {
    const fetchText = async (url: string): Promise<string> => (await opened(url, image, options)).body.text();
    const expected = await expectedChecksum(image, { allowsMd5: options.allowsMd5, fetchText });
    const problems: string[] = [];
    for (const url of image.urls) {
      try {
        options.log.write(`fetching image ${image.id}`);
        const download = await opened(url, image, options);
        return new ImageDownload(image, download, expected, options.settings.downloadMaxDurationMs);
      } catch (error) {
        if (!isAgentError(error, "ImageDownloadError")) throw error;
        problems.push(error.details);
      }
    }
    throw failed(image.id, problems.join("\n "));
  }

  /** The bytes, in chunks of any size. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.#download.body) {
      if (performance.now() > this.#deadline)
        throw new AgentError(
          "ImageDownloadTimeoutError",
          `Download of image ${this.#image.id} failed: Download exceeded max allowed time`,
        );
      this.#hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  }

  /**
   * To be asked after the last chunk.
   * @param location - where the bytes are, for the message
   * @throws AgentError `ImageChecksumError`
   */
  verify(location: string): void {
    const found = this.#hash.digest("hex");
    if (found === this.#expected.value) return;
    throw new AgentError(
      "ImageChecksumError",
      `Image failed to verify against checksum. location: ${location}; image ID: ${this.#image.id}; image checksum: ${this.#expected.value}; verification checksum: ${found}`,
    );
  }
}

async function opened(url: string, image: ImageInfo, options: DownloadOptions): Promise<HttpDownload> {
  const { http, settings, signal } = options;
  const headers = image.authorization === undefined ? {} : { authorization: image.authorization };
  const download = await http
    .download(url, { headers, timeoutMs: settings.downloadTimeoutMs })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw failed(image.id, `${url}: ${reasonOf(error)}`);
    });
  if (download.status === 200) return download;
  await download.body.dump();
  const reason = `Received status code ${download.status} from ${url}, expected 200.`;
  if (download.status >= 500) throw failed(image.id, reason);
  throw new AgentError("ImageDownloadFatalError", `Download of image ${image.id} failed: ${reason}`);
}

/** Runs a download again when it broke off or its checksum was wrong, as often as the settings say. */
export async function withRetries<T>(options: DownloadOptions, run: () => Promise<T>): Promise<T> {
  const { settings, signal, log } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      signal.throwIfAborted();
      const isTransient = isAgentError(error, "ImageDownloadError", "ImageChecksumError") && !isOutOfSpace(error);
      if (!isTransient) throw error;
      log.write(`attempt ${attempt + 1} of ${settings.downloadRetries + 1} failed: ${error.message}`);
      if (attempt >= settings.downloadRetries) throw error;
      await pause(settings.downloadRetryMs, signal);
    }
  }
}

/** An error of a download; it is tried again unless its cause is a lack of space. */
export function failed(imageId: string, reason: string, cause?: unknown): AgentError {
  return new AgentError("ImageDownloadError", `Download of image ${imageId} failed: ${reason}`, { cause });
}

function isOutOfSpace({ cause }: AgentError): boolean {
  return (cause as NodeJS.ErrnoException | undefined)?.code === "ENOSPC";
}
