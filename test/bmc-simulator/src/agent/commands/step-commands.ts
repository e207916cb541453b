import { AgentError, isAgentError, reasonOf } from "../agent-error.js";
import { rememberNode } from "../agent-memory.js";
import { isJsonObject, objectOr } from "../json.js";
import { STEP_HANDLERS, type StepHandler } from "../steps/step-handlers.js";
import { HARDWARE_MANAGER, STEPS, type StepPhase } from "../steps/step-lists.js";
import type { CommandSpec } from "./command.js";

const FAILURE = { clean: "CleaningError", deploy: "DeploymentError", service: "ServicingError" } as const;
const VERSIONS = { [HARDWARE_MANAGER.name]: HARDWARE_MANAGER.version };

/**
 * `get_<phase>_steps` and `execute_<phase>_step`.
 * @remarks Source: ironic-python-agent `extensions/clean.py`, `deploy.py`, `service.py`.
 */
export function stepCommands(phase: StepPhase): Readonly<Record<string, CommandSpec>> {
  return {
    [`get_${phase}_steps`]: {
      isAsync: false,
      required: ["node", "ports"],
      optional: [],
      run: async ({ memory }, { node }) => {
        rememberNode(memory, node);
        return { [`${phase}_steps`]: { [HARDWARE_MANAGER.name]: STEPS[phase] }, hardware_manager_version: VERSIONS };
      },
    },
    [`execute_${phase}_step`]: {
      isAsync: true,
      required: ["step", "node", "ports"],
      optional: "any",
      run: async (host, params, run) => {
        rememberNode(host.memory, params["node"]);
        checkVersions(params[`${phase}_version`]);
        const step = objectOr(params["step"]);
        const name = step["step"];
        if (typeof name !== "string")
          throw new AgentError("CommandExecutionError", `Malformed ${phase}_step, no "step" key`);
        const handler = Object.hasOwn(STEP_HANDLERS, name) ? STEP_HANDLERS[name] : undefined;
        if (handler === undefined)
          throw new AgentError("HardwareManagerMethodNotFound", `Could not find method: ${name}`);
        const { step: _s, node: _n, ports: _p, [`${phase}_version`]: _v, ...rest } = params;
        const args = { ...rest, ...objectOr(step["args"]) };
        try {
          checkArgs(handler, args, name);
          return { [`${phase}_result`]: await handler.run(host, args, run), [`${phase}_step`]: step };
        } catch (error) {
          run.signal.throwIfAborted();
          if (isAgentError(error)) throw error;
          throw new AgentError(
            FAILURE[phase],
            `Unexpected exception performing ${phase} step ${name}. ${reasonOf(error)}`,
            { cause: error },
          );
        }
      },
    },
  };
}

function checkVersions(given: unknown): void {
  if (!isJsonObject(given)) return;
  const isSame =
    Object.keys(given).length === Object.keys(VERSIONS).length &&
    Object.entries(VERSIONS).every(([name, version]) => given[name] === version);
  if (isSame) return;
  throw new AgentError(
    "VersionMismatch",
    `Current versions: ${JSON.stringify(VERSIONS)}, versions used by ironic: ${JSON.stringify(given)}`,
  );
}

function checkArgs({ args, requiredArgs = [] }: StepHandler, given: object, name: string): void {
  const unknown = Object.keys(given).find((each) => !args.includes(each));
  if (unknown !== undefined)
    throw new TypeError(`TypeError: ${name}() got an unexpected keyword argument '${unknown}'`);
  const missing = requiredArgs.find((each) => !(each in given));
  if (missing !== undefined) throw new TypeError(`TypeError: ${name}() missing required argument: '${missing}'`);
}
