import { sensorsOf } from "../machine/sensors.js";
import { CODE, type CommandTable, fail, ok, PRIVILEGE } from "./command.js";
import { rawReading } from "./sdr.js";

const SCANNING = 0x40;
const NO_READING = 0x20;
const UPPER_CRITICAL = 0x10;

/** Sensor commands. Source: IPMI 2.0 rev. 1.1, §35. */
export const SENSOR_COMMANDS: CommandTable = {
  // Get Sensor Thresholds (§35.9)
  39: {
    needs: PRIVILEGE.user,
    run: (data, _session, { machine }) => {
      const sensor = sensorsOf(machine).find(({ number }) => number === data[0]);
      if (sensor === undefined) return fail(CODE.notThere);
      return ok([UPPER_CRITICAL, 0, 0, 0, 0, rawReading(sensor, sensor.upperCritical), 0]);
    },
  },
  // Get Sensor Reading (§35.14)
  45: {
    needs: PRIVILEGE.user,
    run: (data, _session, { machine }) => {
      const sensor = sensorsOf(machine).find(({ number }) => number === data[0]);
      if (sensor === undefined) return fail(CODE.notThere);
      if (sensor.reading === null) return ok([0, SCANNING | NO_READING, 0xc0]);
      const isCritical = sensor.reading >= sensor.upperCritical;
      return ok([rawReading(sensor, sensor.reading), SCANNING, 0xc0 | (isCritical ? UPPER_CRITICAL : 0)]);
    },
  },
};
