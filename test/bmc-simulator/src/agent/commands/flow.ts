import { AgentError, reasonOf } from "../agent-error.js";
import { isJsonObject, type JsonObject, objectOr } from "../json.js";
import type { CommandSpec, CommandTable } from "./command.js";

/** The commands of a flow in order. @throws AgentError when it is none */
function flowOf(params: JsonObject, commands: CommandTable) {
  const flow = params["flow"];
  if (!Array.isArray(flow) || !flow.every(isJsonObject))
    throw new AgentError("InvalidCommandParamsError", "flow must be a list of commands");
  return flow.flatMap((task) =>
    Object.entries(task).map(([name, given]) => {
      const [extension = "", command = ""] = name.split(".", 2);
      const known = commands[extension];
      if (known === undefined)
        throw new AgentError("RequestedObjectNotFoundError", `Extension with id ${extension} not found.`);
      const spec = known[command];
      if (spec === undefined)
        throw new AgentError("InvalidCommandParamsError", `Extension ${extension} doesn't provide ${command} method`);
      return { name, spec, params: objectOr(given) };
    }),
  );
}

/**
 * Runs commands one after the other as one command; ends at the first that fails.
 * @remarks Source: ironic-python-agent `extensions/flow.py`.
 */
export function flowCommands(commands: CommandTable): Readonly<Record<string, CommandSpec>> {
  return {
    start_flow: {
      isAsync: true,
      required: ["flow"],
      optional: [],
      validate: (_, params) => void flowOf(params, commands),
      run: async (host, params, run) => {
        for (const { name, spec, params: own } of flowOf(params, commands)) {
          run.signal.throwIfAborted();
          run.journal("agent-command", { command: name });
          try {
            spec.validate?.(host, own);
            await spec.run(host, own, { ...run, name });
          } catch (error) {
            host.log.write(`${name} failed: ${reasonOf(error)}`);
            throw new AgentError("CommandExecutionError", `${name} was failed`, { cause: error });
          }
        }
        return null;
      },
    },
  };
}
