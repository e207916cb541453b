import type { PowerRequest } from "../machine/machine.js";
import { CODE, type CommandTable, fail, ok, PRIVILEGE } from "./command.js";

/** Source: IPMI 2.0 rev. 1.1, table 28-4. */
const CONTROLS: Readonly<Record<number, PowerRequest>> = {
  0: "off",
  1: "on",
  2: "cycle",
  3: "reset",
  4: "nmi",
  5: "soft-off",
};
/** Requests that start the machine again: boot flags set before stay valid for them. */
const STARTS: readonly PowerRequest[] = ["on", "cycle", "reset"];
const IDENTIFY_SEC = 15;

/** Chassis commands. Source: §28. */
export const CHASSIS_COMMANDS: CommandTable = {
  // Get Chassis Status (§28.2); the policy after a loss of mains is unknown.
  1: {
    needs: PRIVILEGE.user,
    run: (_data, _session, { machine }) => {
      const isOn = machine.power === "on" || machine.power === "powering-off";
      const isIdentifying = machine.indicator("system") !== "off";
      return ok([0x60 | (isOn ? 1 : 0), 0, 0x40 | (isIdentifying ? 0x20 : 0)]);
    },
  },
  // Chassis Control (§28.3)
  2: {
    needs: PRIVILEGE.operator,
    run: (data, _session, { machine }) => {
      if (data.length < 1) return fail(CODE.wrongLength);
      const request = CONTROLS[data.readUInt8(0) & 0x0f];
      if (request === undefined) return fail(CODE.invalidField);
      const isOff = machine.power === "off";
      if (isOff && request !== "on" && request !== "off") return fail(CODE.notInThisState);
      if (STARTS.includes(request)) machine.settings.keepBootOverride();
      machine.request(request);
      return ok();
    },
  },
  // Chassis Identify (§28.5)
  4: {
    needs: PRIVILEGE.operator,
    run: (data, _session, { machine }) => {
      const isForced = ((data[1] ?? 0) & 1) === 1;
      machine.setIndicator("system", isForced ? "lit" : (data[0] ?? IDENTIFY_SEC) > 0 ? "blinking" : "off");
      return ok();
    },
  },
  // Set and Get System Boot Options (§28.12, §28.13)
  8: { needs: PRIVILEGE.operator, run: (data, _session, { bootOptions }) => bootOptions.set(data) },
  9: { needs: PRIVILEGE.operator, run: (data, _session, { bootOptions }) => bootOptions.get(data) },
};
