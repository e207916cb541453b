import { Agent, type Dispatcher, request } from "undici";
import { BootProblem } from "./boot-problem.js";

const LIMIT_MS = 30_000;
const MAX_FILE = 512 * 1024 * 1024;

/**
 * How firmware and BMCs fetch: plain HTTP(S), and without a look at the server's certificate, as BMCs mount media until they
 * are told otherwise (VirtualMedia.VerifyCertificate, Redfish DSP2046).
 */
export class BootHttp {
  readonly #agent = new Agent({ connect: { rejectUnauthorized: false } });

  /** Fetches a whole file. @throws BootProblem */
  async file(url: string, signal: AbortSignal): Promise<Buffer> {
    const { statusCode, headers, body } = await this.#get(url, signal, {});
    if (statusCode !== 200) {
      await body.dump();
      throw new BootProblem(`${shown(url)} cannot be fetched: status ${statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = Number(headers["content-length"] ?? 0);
    if (size <= MAX_FILE) {
      size = 0;
      try {
        for await (const chunk of body as AsyncIterable<Buffer>) {
          size += chunk.length;
          if (size > MAX_FILE) break;
          chunks.push(chunk);
        }
      } catch (error) {
        throw problem(url, error, signal);
      }
    }
    if (size > MAX_FILE) {
      body.destroy();
      throw new BootProblem(`${shown(url)} is too large`);
    }
    return Buffer.concat(chunks);
  }

  /** Fetches a part; shorter where the file ends. @throws BootProblem also when the server knows no ranges */
  async range(url: string, start: number, length: number, signal: AbortSignal): Promise<Buffer> {
    const { statusCode, body } = await this.#get(url, signal, { range: `bytes=${start}-${start + length - 1}` });
    if (statusCode !== 206) {
      body.destroy();
      if (statusCode === 416) return Buffer.alloc(0);
      const why = statusCode === 200 ? "its server answers no ranges" : `status ${statusCode}`;
      throw new BootProblem(`the medium ${shown(url)} cannot be read: ${why}`);
    }
    try {
      return Buffer.from(await body.arrayBuffer());
    } catch (error) {
      throw problem(url, error, signal);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #get(url: string, signal: AbortSignal, headers: Record<string, string>): Promise<Dispatcher.ResponseData> {
    try {
      const either = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const answer = await request(url, { dispatcher: this.#agent, signal: either, headers });
      // Cutting a body short is the reader's own wish; without a listener the stream's error would end the process.
      answer.body.on("error", () => undefined);
      return answer;
    } catch (error) {
      throw problem(url, error, signal);
    }
  }
}

function problem(url: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new BootProblem(`${shown(url)} cannot be fetched: ${code ?? message}`);
}

/** Without user, password and query, which may hold a token. */
function shown(url: string): string {
  return url.replace(/\?.*$/, "").replace(/\/\/[^/@]*@/, "//");
}
