import { configDefaults } from "@steelyard/interfaces";
import { IpmiError, type IpmiFailureCode, type IpmiRequest, type IpmiRequester } from "@steelyard/ipmi-client";
import { IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_CONFIG } from "../access/ipmi-config.js";
import { IpmiManagement } from "../management/ipmi-management.js";
import { IpmiPower } from "../power/ipmi-power.js";
import { IpmiVendor } from "../vendor/ipmi-vendor.js";

/** What a BMC answers: data after completion code 0, another completion code, or a failure of the wire. */
export type ScriptedAnswer = readonly number[] | { readonly code: number } | { readonly fails: IpmiFailureCode };

/** A BMC whose answers a test writes down, for what no simulator does on request. It remembers what it was sent. */
export class ScriptedBmc implements IpmiRequester {
  /** `0/8 5 e0 4 0 0 0`: NetFn, command and data in hexadecimal. */
  readonly received: string[] = [];
  isOn = true;
  readonly #answers: Readonly<Record<string, ScriptedAnswer | (() => ScriptedAnswer)>>;

  /** @param answers - by `netfn/command` in hexadecimal; the chassis commands have answers of their own */
  constructor(answers: Readonly<Record<string, ScriptedAnswer | (() => ScriptedAnswer)>> = {}) {
    this.#answers = answers;
  }

  /** Commands that were sent, without those that read. */
  get writes(): readonly string[] {
    return this.received.filter((line) => !/^(0\/1|0\/9|4\/|6\/1|a\/)( |$)/.test(line));
  }

  async request(request: IpmiRequest): Promise<Buffer> {
    request.signal?.throwIfAborted();
    request.beforeWrite?.();
    const name = `${request.netFn.toString(16)}/${request.command.toString(16)}`;
    this.received.push([name, ...[...(request.data ?? [])].map((byte) => byte.toString(16))].join(" "));
    const scripted = this.#answers[name] ?? this.#chassis(name);
    const answer = typeof scripted === "function" ? scripted() : scripted;
    if ("fails" in answer) throw new IpmiError(answer.fails, `scripted ${answer.fails}`);
    if ("code" in answer)
      throw new IpmiError("COMPLETION_CODE", `scripted code ${answer.code}`, { completionCode: answer.code });
    return Buffer.from(answer);
  }

  #chassis(name: string): ScriptedAnswer {
    if (name === "0/1") return [this.isOn ? 1 : 0, 0, 0];
    return name === "0/2" || name === "0/8" ? [] : { code: 0xc1 };
  }
}

/** The driver's implementations in front of a scripted BMC. */
export function theDriverBefore(bmc: ScriptedBmc) {
  const bmcs = new IpmiBmcs({ for: () => bmc }, configDefaults(IPMI_CONFIG));
  return {
    power: new IpmiPower(bmcs, "uefi"),
    management: new IpmiManagement(bmcs, "uefi"),
    vendor: new IpmiVendor(bmcs),
  };
}
