import { configDefaults } from "@steelyard/interfaces";
import { IpmiError, type IpmiFailureCode, type IpmiRequest, type IpmiRequester } from "@steelyard/ipmi-client";
import { IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_CONFIG } from "../access/ipmi-config.js";
import { IpmiManagement } from "../management/ipmi-management.js";
import { IpmiPower } from "../power/ipmi-power.js";
import { IpmiVendor } from "../vendor/ipmi-vendor.js";

/** What a BMC answers: data after completion code 0, another completion code, or a failure of the wire. */
export type ScriptedAnswer = readonly number[] | { readonly code: number } | { readonly fails: IpmiFailureCode };

type Script = Readonly<Record<string, ScriptedAnswer | (() => ScriptedAnswer)>>;

/** A BMC with a chassis, whose other answers a test writes down. It remembers what it was sent. */
export class ScriptedBmc implements IpmiRequester {
  /** `0/8 5 e0 4 0 0 0`: NetFn, command and data in hexadecimal. */
  readonly received: string[] = [];
  isOn = true;
  /** `hangs`: takes requests and never answers. `gone`: nothing listens there. */
  line: "up" | "hangs" | "gone" = "up";
  readonly #script: Script;
  #bootFlags: readonly number[] = [0, 0, 0, 0, 0];

  /** @param script - answers by `netfn/command` in hexadecimal, in place of the BMC's own */
  constructor(script: Script = {}) {
    this.#script = script;
  }

  /** Commands that were sent, without those that read. */
  get writes(): readonly string[] {
    return this.received.filter((line) => !/^((0\/1|0\/9|6\/1)( |$)|[4a]\/)/.test(line));
  }

  async request(request: IpmiRequest): Promise<Buffer> {
    request.signal?.throwIfAborted();
    request.beforeWrite?.();
    if (this.line === "gone") throw new IpmiError("TIMEOUT", "nobody answers");
    const name = `${request.netFn.toString(16)}/${request.command.toString(16)}`;
    const data = [...(request.data ?? [])];
    this.received.push([name, ...data.map((byte) => byte.toString(16))].join(" "));
    if (this.line === "hangs") return silence(request);
    const scripted = this.#script[name] ?? this.#answer(name, data);
    const answer = typeof scripted === "function" ? scripted() : scripted;
    if ("fails" in answer) throw new IpmiError(answer.fails, `scripted ${answer.fails}`);
    if ("code" in answer)
      throw new IpmiError("COMPLETION_CODE", `scripted code ${answer.code}`, { completionCode: answer.code });
    return Buffer.from(answer);
  }

  #answer(name: string, data: readonly number[]): ScriptedAnswer {
    switch (name) {
      case "0/1":
        return [this.isOn ? 1 : 0, 0, 0];
      case "0/2":
        if (data[0] !== 4) this.isOn = data[0] !== 0 && data[0] !== 5;
        return [];
      case "0/8":
        if (data[0] === 5) this.#bootFlags = data.slice(1);
        return [];
      case "0/9":
        return [1, 5, ...this.#bootFlags];
      case "6/1":
        return [0x20, 0x01, 0x02, 0x15, 0x02, 0x02, 0xa2, 0x02, 0, 0x34, 0x12];
      case "6/2":
      case "6/3":
        return [];
      // There is no sensor.
      case "a/23":
        return { code: 0xcb };
      default:
        return { code: 0xc1 };
    }
  }
}

function silence({ signal, timeoutMs, idempotent }: IpmiRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    const code = idempotent ? "TIMEOUT" : "OUTCOME_UNKNOWN";
    const timer = setTimeout(() => reject(new IpmiError(code, "no answer came")), timeoutMs);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
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
