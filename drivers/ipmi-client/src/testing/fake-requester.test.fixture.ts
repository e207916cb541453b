import type { IpmiRequest, IpmiRequester } from "../client/ipmi-request.js";
import { completionError } from "../errors/ipmi-error.js";

/** Answers commands from a function and remembers what it was asked. */
export class FakeRequester implements IpmiRequester {
  readonly asked: IpmiRequest[] = [];
  readonly #answer: (request: IpmiRequest, data: Buffer) => readonly number[];

  /** `answer` returns the completion code, then the data. */
  constructor(answer: (request: IpmiRequest, data: Buffer) => readonly number[]) {
    this.#answer = answer;
  }

  /** `NetFn command data` in hexadecimal, one string per request. */
  get bytes(): readonly string[] {
    return this.asked.map(({ netFn, command, data = [] }) => Buffer.from([netFn, command, ...data]).toString("hex"));
  }

  async request(request: IpmiRequest): Promise<Buffer> {
    this.asked.push(request);
    const [completionCode = 0xff, ...data] = this.#answer(request, Buffer.from(request.data ?? []));
    if (completionCode !== 0) throw completionError(completionCode, `command ${request.command}`, "the fake");
    return Buffer.from(data);
  }
}
