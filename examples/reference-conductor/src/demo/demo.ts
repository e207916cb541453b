import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Listr } from "listr2";
import { stringify } from "yaml";
import { readConfigFile } from "../config/config-file.js";
import { loadConfig, sectionOf } from "../config/load-config.js";
import { LOG_CONFIG } from "../config/program-config.js";
import { assemble, type Program } from "../program/assemble.js";
import type { LoadedModules } from "../program/load-modules.js";
import { createLogger, taskLog } from "../program/program-log.js";
import { allSections } from "../program/sections.js";
import { type StopRequest, stopRequest } from "../program/stop-request.js";
import { ApiClient } from "./api-client.js";
import { demoConfig } from "./demo-config.js";
import { type DemoRack, openDemoRack } from "./demo-rack.js";
import { type WalkResult, walkMachine } from "./machine-walk.js";
import { outcomeOf, summaryText } from "./summary.js";

/** As shells tell a program that SIGINT ended. */
const INTERRUPTED = 130;

export interface DemoOptions {
  /** End after the table instead of serving on. */
  readonly once: boolean;
  /** Port of the API; 0: a free one. */
  readonly apiPort: number;
  /** Keeps disks, database, log and configuration in this empty or missing folder; else they are removed in the end. */
  readonly folder?: string;
}

/**
 * Starts a conductor on embedded SQLite and a simulated rack, takes every machine from enrolment to a verified deployed disk,
 * and shows how it went.
 *
 * @returns the exit code: 0 when every machine ended as it should
 */
export async function demo(loaded: LoadedModules, options: DemoOptions): Promise<number> {
  const stop = stopRequest();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "steelyard-demo-")));
  await mkdir(folder, { recursive: true });
  let rack: DemoRack | undefined;
  let program: Program | undefined;
  try {
    rack = await openDemoRack(join(folder, "rack"), stop.first);
    program = await conductorOf(loaded, folder, rack, options.apiPort);
    const url = await program.start(stop.first);
    rack.setBootServer(url);
    const started = performance.now();
    const results = await walkAll(url, rack, stop.first);
    const outcome = outcomeOf(results, (performance.now() - started) / 1000);
    process.stdout.write(`\n${summaryText(results)}\n\n`);
    if (options.once) {
      await program.end(stop.second);
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
    } else await serveOn(url, folder, stop);
    return outcome.unexpected === 0 ? 0 : 1;
  } catch (error) {
    if (!stop.first.aborted) throw error;
    process.stdout.write("Interrupted; draining …\n");
    return INTERRUPTED;
  } finally {
    await program?.end(stop.second);
    await rack?.close();
    stop.release();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function conductorOf(loaded: LoadedModules, folder: string, rack: DemoRack, apiPort: number): Promise<Program> {
  const path = join(folder, "steelyard.yaml");
  await writeFile(path, stringify(demoConfig(folder, rack)));
  const config = loadConfig(allSections(loaded), await readConfigFile(path), process.env, { api: { port: apiPort } });
  const log = taskLog(createLogger(sectionOf(config, LOG_CONFIG), join(folder, "conductor.log")));
  return assemble(loaded, config, log);
}

async function walkAll(url: string, rack: DemoRack, signal: AbortSignal): Promise<readonly WalkResult[]> {
  const api = new ApiClient(url);
  const results = new Map<string, WalkResult>();
  const tasks = rack.machines.map((machine) => ({
    title: `${machine.name}  ${machine.bmc}, ${machine.architecture}`,
    task: async (_: unknown, task: { output: string; title: string }) => {
      let said = "";
      const tell = (what: string) => {
        if (what !== said) task.output = said = what;
      };
      const result = await walkMachine(api, machine, signal, tell);
      results.set(machine.name, result);
      const { failure } = result;
      if (failure !== undefined) throw new Error(`${task.title}: ${failure.reason}`);
    },
  }));
  await new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    fallbackRenderer: "simple",
    // Signals are the program's: it drains.
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: false, showErrorMessage: true },
  }).run();
  signal.throwIfAborted();
  return rack.machines.flatMap(({ name }) => results.get(name) ?? []);
}

async function serveOn(url: string, folder: string, stop: StopRequest): Promise<void> {
  process.stdout.write(
    `The API serves at ${url}; try: OS_AUTH_TYPE=none OS_ENDPOINT=${url} baremetal node list\n` +
      `Log: ${join(folder, "conductor.log")}. Ctrl-C drains and ends.\n`,
  );
  await stop.asked;
  process.stdout.write("Draining …\n");
}
