import { AgentError } from "./agent-error.js";
import type { AgentTiming } from "./agent-timing.js";

/** What the kernel's command line tells the agent. */
export interface AgentSettings {
  readonly apiUrls: readonly string[];
  /** Token that was put into the boot parameters; undefined: the look-up gives one. */
  readonly token: string | undefined;
  readonly inspectionUrls: readonly string[];
  readonly inspectionCollectors: readonly string[];
  /** Server certificates are not verified. */
  readonly isInsecure: boolean;
  readonly listenHost: string | undefined;
  readonly listenPort: number | undefined;
  readonly advertiseHost: string | undefined;
  readonly advertisePort: number | undefined;
  /** Counts only where the agent makes no certificate of its own. */
  readonly advertiseProtocol: string;
  readonly lookupTimeoutMs: number;
  readonly lookupIntervalMs: number;
  readonly hardwareDelayMs: number;
  readonly requestTimeoutMs: number;
  readonly downloadTimeoutMs: number;
  readonly downloadRetries: number;
  readonly downloadRetryMs: number;
  /** 0: no limit. */
  readonly downloadMaxDurationMs: number;
  readonly apiVersion: string | undefined;
  readonly globalRequestId: string | undefined;
  readonly tlsMinVersion: string;
  readonly tlsCurve: string;
  readonly tlsCipherSuites: string | undefined;
  readonly ignoresBootloaderFailure: boolean;
  /** `BOOTIF` as it was given. */
  readonly bootInterface: string | null;
}

const TRUE = ["1", "t", "true", "on", "y", "yes"];

/**
 * Reads kernel parameters as ironic-python-agent does; times are in seconds there.
 *
 * @remarks Source: ironic-python-agent `config.py`; reference page "Deploy agent", §8.
 * @throws AgentError when a number is none, or the API is to be found by multicast DNS, which this agent has not
 */
export function agentSettings(parameters: ReadonlyMap<string, string | null>, timing: AgentTiming): AgentSettings {
  const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const number = (name: string): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (!/^\d+(\.\d+)?$/.test(value)) throw new AgentError("RESTError", `kernel parameter ${name} is not a number`);
    return Number(value);
  };
  const ms = (name: string, otherwise: number): number => {
    const seconds = number(name);
    return seconds === undefined ? otherwise : seconds * 1000;
  };
  const flag = (name: string): boolean =>
    parameters.has(name) && TRUE.includes((parameters.get(name) ?? "1").toLowerCase());
  const urls = (name: string): readonly string[] => {
    const value = text(name);
    if (value === "mdns") throw new AgentError("ServiceLookupFailure", `${name}=mdns is not supported`);
    return (value ?? "").split(",").filter((url) => url !== "");
  };
  return {
    apiUrls: urls("ipa-api-url").map((url) => url.replace(/\/+$/, "")),
    token: text("ipa-agent-token"),
    inspectionUrls: urls("ipa-inspection-callback-url"),
    inspectionCollectors: (text("ipa-inspection-collectors") ?? "default,logs")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
    isInsecure: flag("ipa-insecure"),
    listenHost: text("ipa-listen-host"),
    listenPort: number("ipa-listen-port"),
    advertiseHost: text("ipa-advertise-host"),
    advertisePort: number("ipa-advertise-port"),
    advertiseProtocol: text("ipa-advertise-protocol") ?? "http",
    lookupTimeoutMs: ms("ipa-lookup-timeout", 600_000),
    lookupIntervalMs: ms("ipa-lookup-interval", timing.lookupIntervalMs),
    hardwareDelayMs: ms("ipa-hardware-initialization-delay", 0),
    requestTimeoutMs: ms("ipa-http-request-timeout", 30_000),
    downloadTimeoutMs: ms("ipa-image-download-connection-timeout", 60_000),
    downloadRetries: number("ipa-image-download-connection-retries") ?? 9,
    downloadRetryMs: ms("ipa-image-download-connection-retry-interval", timing.downloadRetryMs),
    downloadMaxDurationMs: ms("ipa-image-download-max-duration", 0),
    apiVersion: text("ipa-ironic-api-version"),
    globalRequestId: text("ipa-global-request-id"),
    tlsMinVersion: text("ipa-tls-min-version") ?? "1.2",
    tlsCurve: text("ipa-tls-certificate-curve") ?? "p384",
    tlsCipherSuites: text("ipa-tls-cipher-suites"),
    ignoresBootloaderFailure: flag("ipa-ignore-bootloader-failure"),
    bootInterface: text("BOOTIF") ?? null,
  };
}
