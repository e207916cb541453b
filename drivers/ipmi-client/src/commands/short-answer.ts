import { IpmiError } from "../errors/ipmi-error.js";

/** The error of an answer that lacks bytes the specification makes mandatory. @internal */
export function shortAnswer(command: string, bytes: number, expected: number): IpmiError {
  return new IpmiError("BAD_ANSWER", `The answer to ${command} has ${bytes} bytes of data instead of ${expected}.`);
}
