import { ifSupported, valuesOf } from "../suite/attempt.js";
import type { Check } from "../suite/check.js";
import { mustBeJson, mustBeNames, mustBeText } from "../suite/must.js";
import type { ManagementHarness } from "./management-harness.js";

const HEALTH = ["OK", "Warning", "Critical"];

export const readingChecks: readonly Check<ManagementHarness>[] = [
  {
    title: "tells sensors by group and id as plain JSON, as often as it is asked",
    run: async (harness) => {
      const { management, task } = harness;
      for (const data of await valuesOf(harness, 2, () => management.getSensorsData(task))) {
        mustBeJson("sensor data", data);
        for (const [group, sensors] of Object.entries(data)) {
          for (const [id, fields] of Object.entries(sensors)) {
            if (typeof fields !== "object") throw new Error(`sensor ${group}/${id} has no fields`);
          }
        }
      }
    },
  },
  {
    title: "tells health, vendor, secure boot and MAC addresses in the shapes of the contract",
    run: async (harness) => {
      const { management, task } = harness;
      const health = await ifSupported(harness, () => management.getNodeHealth(task));
      mustBeNames("health", health == null ? [] : [health], HEALTH);
      mustBeText("vendor", (await ifSupported(harness, () => management.detectVendor(task))) ?? null);
      const isSecure = await ifSupported(harness, () => management.getSecureBootState(task));
      if (isSecure !== undefined && typeof isSecure !== "boolean") throw new Error("secure boot is true or false");
      const addresses = await ifSupported(harness, () => management.getMacAddresses(task));
      for (const [address, isEnabled] of addresses ?? []) {
        if (!/^([0-9a-f]{2}:){5,19}[0-9a-f]{2}$/.test(address))
          throw new Error(`${address} is no MAC address in lower case`);
        if (typeof isEnabled !== "boolean") throw new Error(`whether ${address} is enabled is true or false`);
      }
    },
  },
  {
    title: "writes nothing when it reads",
    run: async (harness) => {
      const { management, task } = harness;
      await ifSupported(harness, () => management.getSupportedBootDevices(task));
      await ifSupported(harness, () => management.getBootDevice(task));
      await ifSupported(harness, () => management.getSupportedBootModes(task));
      await ifSupported(harness, () => management.getBootMode(task));
      await ifSupported(harness, () => management.getSecureBootState(task));
      await ifSupported(harness, () => management.getSensorsData(task));
      await ifSupported(harness, () => management.getNodeHealth(task));
      await ifSupported(harness, () => management.getSupportedIndicators(task));
      await ifSupported(harness, () => management.detectVendor(task));
      await ifSupported(harness, () => management.getMacAddresses(task));
      await ifSupported(harness, () => management.getVirtualMedia(task));
      if (harness.seen().length > 0) throw new Error(`reading wrote: ${JSON.stringify(harness.seen())}`);
    },
  },
];
