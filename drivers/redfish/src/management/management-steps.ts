import { DONE, type StepTable, stepsFor } from "@steelyard/interfaces";
import type { ClockArgs } from "./bmc-clock.js";
import type { RedfishManagement } from "./redfish-management.js";

const NO_ARGS = { type: "object", additionalProperties: false, properties: {} };

/** The steps of the management interface. Source: reference/steps.md §7. @public */
export const redfishManagementSteps: StepTable<RedfishManagement> = stepsFor<RedfishManagement>()
  .step("reset_secure_boot_keys_to_default", {
    summary: "Bring the secure boot keys back to the maker's; takes effect at the next start.",
    phases: { clean: { priority: 0 }, deploy: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    args: NO_ARGS,
    run: async (management, task) => {
      await management.resetSecureBootKeys(task, "ResetAllKeysToDefault");
      return DONE;
    },
  })
  .step("clear_secure_boot_keys", {
    summary: "Delete all secure boot keys; takes effect at the next start.",
    phases: { clean: { priority: 0 }, deploy: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    args: NO_ARGS,
    run: async (management, task) => {
      await management.resetSecureBootKeys(task, "DeleteAllKeys");
      return DONE;
    },
  })
  .step<ClockArgs>("set_bmc_clock", {
    summary: "Set the clock of the BMC.",
    phases: { clean: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    args: {
      type: "object",
      additionalProperties: false,
      properties: {
        target_datetime: { type: "string", description: "The time to set, in ISO 8601. Default: now." },
        datetime_local_offset: {
          type: "string",
          pattern: "^[+-]\\d{2}:\\d{2}$",
          description: "Offset of the local time from UTC, e.g. +00:00.",
        },
      },
    },
    run: async (management, task, args) => {
      await management.setBmcClock(task, args);
      return DONE;
    },
  })
  .build();
