import { APP_COMMANDS } from "./app-commands.js";
import { CHASSIS_COMMANDS } from "./chassis-commands.js";
import { CODE, type CommandAnswer, type CommandContext, type CommandTable, fail } from "./command.js";
import type { LanRequest } from "./lan-message.js";
import { SENSOR_COMMANDS } from "./sensor-commands.js";
import type { Session } from "./sessions.js";
import { STORAGE_COMMANDS } from "./storage-commands.js";

/** By network function. Source: IPMI 2.0 rev. 1.1, table 5-1. */
const TABLES: Readonly<Record<number, CommandTable>> = {
  0: CHASSIS_COMMANDS,
  4: SENSOR_COMMANDS,
  6: APP_COMMANDS,
  10: STORAGE_COMMANDS,
};

/** Carries out a command inside a session. */
export function runCommand(
  { netFn, command, data }: LanRequest,
  session: Session,
  context: CommandContext,
): CommandAnswer {
  const found = TABLES[netFn]?.[command];
  if (found === undefined) return fail(CODE.invalidCommand);
  if (session.privilege < found.needs) return fail(CODE.noPrivilege);
  return found.run(data, session, context);
}
