import { pause } from "../../machine/pause.js";
import { AgentError, reasonOf } from "../agent-error.js";
import type { AgentLog } from "../agent-log.js";
import type { AgentSettings } from "../agent-settings.js";
import type { AgentTiming } from "../agent-timing.js";
import { guessRootDisk } from "../disk/root-device.js";
import type { HardwarePort } from "../hardware/hardware-port.js";
import { inventoryDisk, inventoryOf } from "../hardware/inventory.js";
import type { HttpAnswer, HttpClient } from "../http-client.js";
import { objectOr } from "../json.js";
import { HARDWARE_MANAGER } from "../steps/step-lists.js";
import { packedLogs } from "../system-logs.js";

const ATTEMPTS = 5;

export interface InspectionOptions {
  readonly hardware: HardwarePort;
  readonly http: HttpClient;
  readonly settings: AgentSettings;
  readonly timing: AgentTiming;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

type Data = Record<string, unknown>;

const COLLECTORS: Readonly<Record<string, (data: Data, options: InspectionOptions) => Promise<void>>> = {
  default: async (data, { hardware, settings }) => {
    const inventory = await inventoryOf(hardware, { skipsBmc: false });
    const root = guessRootDisk(await hardware.disks());
    data["inventory"] = inventory;
    if (root !== undefined) data["root_disk"] = inventoryDisk(root);
    data["boot_interface"] = inventory.boot.pxe_interface;
    data["configuration"] = { collectors: settings.inspectionCollectors, managers: [HARDWARE_MANAGER] };
  },
  logs: async (data, { log, hardware }) => {
    data["logs"] = await packedLogs(log, hardware);
  },
};

/**
 * Posts what the machine is made of to the address its boot parameters give.
 *
 * @remarks Source: ironic-python-agent `inspector.py`; reference page "Deploy agent", §7.
 * @returns the node's UUID, where the answer has one
 * @throws AgentError `InspectionError` when a collector failed (its failure is posted, too) or the post did
 */
export async function inspect(options: InspectionOptions): Promise<string | undefined> {
  const data: Data = {};
  const failures: string[] = [];
  for (const name of options.settings.inspectionCollectors) {
    const collect = COLLECTORS[name];
    if (collect === undefined) failures.push(`Failed to load collector ${name}`);
    else
      await collect(data, options).catch((error: unknown) => {
        failures.push(`collector ${name} failed: ${reasonOf(error)}`);
      });
  }
  data["error"] = failures.length === 0 ? null : `The following errors were encountered: ${failures.join("; ")}`;
  const answer = await post(data, options);
  if (failures.length > 0) throw new AgentError("InspectionError", failures.join("; "));
  if (answer.status >= 400)
    throw new AgentError("InspectionError", `stopping inspection, the answer was ${answer.status}: ${answer.text}`);
  const { uuid } = objectOr(answer.json) as { readonly uuid?: unknown };
  return typeof uuid === "string" ? uuid : undefined;
}

async function post(data: Data, options: InspectionOptions): Promise<HttpAnswer> {
  const { timing, signal, log } = options;
  const [least, most] = timing.inspectionRetryMs;
  for (let attempt = 1; ; attempt += 1) {
    let problem: string;
    try {
      const answer = await postOnce(data, options);
      if (answer.status < 500 && answer.status !== 409) return answer;
      problem = `status ${answer.status}`;
    } catch (error) {
      signal.throwIfAborted();
      problem = reasonOf(error);
    }
    log.write(`posting the inventory failed: ${problem}`);
    if (attempt === ATTEMPTS) throw new AgentError("InspectionError", problem);
    await pause(Math.min(least * 2 ** (attempt - 1), most), signal);
  }
}

async function postOnce(data: Data, { http, settings }: InspectionOptions): Promise<HttpAnswer> {
  const problems: string[] = [];
  for (const url of settings.inspectionUrls) {
    try {
      return await http.send({ method: "POST", url, json: data, timeoutMs: settings.requestTimeoutMs });
    } catch (error) {
      problems.push(`${url}: ${reasonOf(error)}`);
    }
  }
  throw new Error(problems.join("; "));
}
