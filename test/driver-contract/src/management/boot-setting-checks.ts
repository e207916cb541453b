import { BOOT_DEVICES, BOOT_MODES } from "@steelyard/interfaces";
import { ifSupported, isSupported, mustRefuse } from "../suite/attempt.js";
import type { Check } from "../suite/check.js";
import { mustBecome, mustBeNames } from "../suite/must.js";
import type { ManagementHarness } from "./management-harness.js";

export const bootSettingChecks: readonly Check<ManagementHarness>[] = [
  {
    title: "lists boot devices and boot modes of the wire",
    run: async (harness) => {
      const { management, task } = harness;
      const devices = await ifSupported(harness, () => management.getSupportedBootDevices(task));
      mustBeNames("boot device", devices ?? [], BOOT_DEVICES);
      const modes = await ifSupported(harness, () => management.getSupportedBootModes(task));
      mustBeNames("boot mode", modes ?? [], BOOT_MODES);
    },
  },
  {
    title: "tells the boot device that was set, once and for good, and takes it again",
    run: async (harness) => {
      const { management, task } = harness;
      const devices = (await ifSupported(harness, () => management.getSupportedBootDevices(task))) ?? [];
      for (const device of devices) {
        for (const persistent of [false, true]) {
          for (let times = 0; times < 2; times += 1) await management.setBootDevice(task, device, { persistent });
          await mustBecome(
            harness,
            `boot device after ${device}`,
            () => management.getBootDevice(task),
            ({ bootDevice }) => bootDevice === device || bootDevice === null,
          );
        }
      }
    },
  },
  {
    title: "refuses a boot device it does not list by INVALID_PARAMETER, before any write",
    run: async (harness) => {
      const { management, task } = harness;
      const devices = await ifSupported(harness, () => management.getSupportedBootDevices(task));
      if (devices === undefined) {
        await mustRefuse(harness, ["NOT_SUPPORTED"], () => management.setBootDevice(task, "disk"));
        return;
      }
      const others = [...BOOT_DEVICES.filter((each) => !devices.includes(each)), "no such device" as "disk"];
      for (const device of others) {
        await mustRefuse(harness, ["INVALID_PARAMETER"], () => management.setBootDevice(task, device));
      }
      if (harness.seen().length > 0) throw new Error("a refused boot device reached the machine");
    },
  },
  {
    title: "tells the boot mode that was set, and takes it again",
    run: async (harness) => {
      const { management, task } = harness;
      const modes = (await ifSupported(harness, () => management.getSupportedBootModes(task))) ?? [];
      for (const mode of modes) {
        const set = () => management.setBootMode(task, mode);
        if (!(await isSupported(harness, set))) continue;
        await set();
        await mustBecome(
          harness,
          `boot mode after ${mode}`,
          () => management.getBootMode(task),
          (value) => value === mode,
        );
      }
    },
  },
  {
    title: "takes a secure boot state again",
    run: async (harness) => {
      const { management, task } = harness;
      for (const state of [true, false]) {
        const set = () => management.setSecureBootState(task, state);
        if (!(await isSupported(harness, set))) return;
        await set();
      }
    },
  },
];
