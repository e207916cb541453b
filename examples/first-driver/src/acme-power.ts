import {
  DriverError,
  type NodeSubject,
  type NodeTask,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type SetPowerOptions,
} from "@steelyard/interfaces";

/** What each requested state means to this BMC. Source: Acme BMC REST guide 2.1, "Reset types". */
const RESET_FOR = {
  "power on": "On",
  "power off": "ForceOff",
  "soft power off": "GracefulShutdown",
  rebooting: "ForceRestart",
  "soft rebooting": "GracefulRestart",
} as const satisfies Record<PowerTarget, string>; // a new PowerTarget stops the build here

/** Source: Acme BMC REST guide 2.1, "Power states". */
const STATE_OF: Readonly<Record<string, PowerState>> = { On: "power on", Off: "power off" };

const READ_TIMEOUT_MS = 30_000;
const WRITE_TIMEOUT_MS = 60_000;

/** Sends one HTTP request, as `fetch` does. */
export type AcmeHttp = (url: string, request: RequestInit) => Promise<Response>;

/** Power over the REST API of Acme's BMC: `GET /power` and `POST /power`, JSON, basic authentication. */
export class AcmePower implements PowerInterface {
  readonly properties = {
    acme_address: "URL of the BMC, e.g. https://10.0.0.7. Required.",
    acme_username: "User of the BMC. Required.",
    acme_password: "Password of the BMC. Required.",
  };
  readonly supportsPowerSync = true;
  readonly #http: AcmeHttp;

  constructor(http: AcmeHttp) {
    this.#http = http;
  }

  validate({ node }: NodeSubject): void {
    for (const key of Object.keys(this.properties)) {
      const value = node.driverInfo[key];
      if (value === undefined || value === null || value === "")
        throw new DriverError("MISSING_PARAMETER", { reason: `driver_info/${key} is not set.` });
      if (typeof value !== "string")
        throw new DriverError("INVALID_PARAMETER", { reason: `driver_info/${key} must be a text.` });
    }
    if (!/^https?:\/\/[^/@]+\/?$/.test(String(node.driverInfo["acme_address"])))
      throw new DriverError("INVALID_PARAMETER", { reason: "driver_info/acme_address must be the URL of a BMC." });
  }

  getSupportedPowerStates(): readonly PowerTarget[] {
    return Object.keys(RESET_FOR) as PowerTarget[];
  }

  async getPowerState(task: NodeTask): Promise<PowerState> {
    const answer = await this.#ask(task, { method: "GET" }, READ_TIMEOUT_MS);
    const { state } = (await answer.json().catch(() => ({}))) as { state?: string };
    const known = STATE_OF[String(state)];
    if (known === undefined) throw new DriverError("BMC_BAD_ANSWER", { reason: "The BMC tells no power state." });
    return known;
  }

  async setPowerState(task: NodeTask, target: PowerTarget, { timeoutMs }: SetPowerOptions = {}): Promise<void> {
    if (!Object.hasOwn(RESET_FOR, target))
      throw new DriverError("NOT_SUPPORTED", { reason: `The BMC cannot do ${target}.` });
    task.assertOwned(); // immediately before the write: another conductor may have taken over
    const body = JSON.stringify({ reset: RESET_FOR[target] });
    await this.#ask(task, { method: "POST", body }, timeoutMs ?? WRITE_TIMEOUT_MS);
  }

  async #ask({ node, signal }: NodeTask, request: RequestInit, timeoutMs: number): Promise<Response> {
    this.validate({ node } as NodeSubject);
    const { acme_address: address, acme_username: username, acme_password: password } = node.driverInfo;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const url = new URL("/power", String(address)).href;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const headers = { authorization, "content-type": "application/json" };
    const answer = await this.#http(url, { ...request, headers, signal: limit, redirect: "error" }).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw new DriverError("BMC_UNREACHABLE", { reason: `Nothing answers at ${url}.` }, { cause });
      },
    );
    if (answer.ok) return answer;
    await answer.body?.cancel();
    const code = answer.status === 401 ? "AUTH_REJECTED" : answer.status === 503 ? "BMC_BUSY" : "BMC_ERROR";
    throw new DriverError(code, { url, status: answer.status });
  }
}
