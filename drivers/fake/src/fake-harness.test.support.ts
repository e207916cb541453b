import { aTask, type DriverHarness, type TaskOptions } from "@steelyard/driver-contract";
import { configDefaults, INTERFACE_TYPES } from "@steelyard/interfaces";
import { FAKE_CONFIG } from "./script/fake-config.js";
import { FakeScript } from "./script/fake-script.js";

/** A script with the delays of an untouched configuration: none. */
export function aScript(): FakeScript {
  return new FakeScript(configDefaults(FAKE_CONFIG));
}

/** A fake machine remembers in its node, so what it is told is what the task commits. */
export function fakeHarness(options: TaskOptions = {}): DriverHarness {
  const task = aTask(options);
  const script = (fields: Record<string, unknown>) =>
    task.change({ driverInfo: { ...task.node.driverInfo, ...(fields as typeof task.node.driverInfo) } });
  return {
    task,
    seen: () => task.updates,
    invalid: {
      "fake_delays is no object": { node: { driverInfo: { fake_delays: [] } }, code: "INVALID_PARAMETER" },
      "a delay is no number of seconds": { node: { driverInfo: { fake_delays: { power: "soon" } } } },
      "fake_faults is no list": { node: { driverInfo: { fake_faults: {} } }, code: "INVALID_PARAMETER" },
      "a fault names no interface": { node: { driverInfo: { fake_faults: [{ code: "BMC_ERROR" }] } } },
      "a fault has a code that does not exist": {
        node: { driverInfo: { fake_faults: [{ interface: "power", code: "constructor" }] } },
      },
    },
    hang: () => script({ fake_delays: Object.fromEntries(INTERFACE_TYPES.map((type) => [type, 3600])) }),
    cut: () => script({ fake_faults: INTERFACE_TYPES.map((type) => ({ interface: type, code: "BMC_UNREACHABLE" })) }),
  };
}
