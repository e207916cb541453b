/** The one hardware manager of this agent, named as ironic-python-agent names its own. */
export const HARDWARE_MANAGER = { name: "generic_hardware_manager", version: "1.2" } as const;

/** A step as the agent offers it. */
export interface OfferedStep {
  readonly step: string;
  readonly priority: number;
  readonly interface: "deploy" | "raid";
  readonly reboot_requested: boolean;
  readonly abortable?: boolean;
  readonly argsinfo?: Readonly<Record<string, { readonly description: string; readonly required: boolean }>>;
}

export type StepPhase = "clean" | "deploy" | "service";

const RAID_ARGS = {
  raid_config: { description: "The RAID configuration to apply.", required: true },
  delete_existing: {
    description: "Delete the RAID configuration that exists before the new one is created; default true.",
    required: false,
  },
};
const NVRAM_ARGS = {
  match_patterns: {
    description: "List of regular expressions; boot entries of the firmware that match one are deleted.",
    required: false,
  },
};

/**
 * Steps per phase with names, interfaces and priorities of ironic-python-agent's `GenericHardwareManager`. What it has and
 * this agent has not (burn-in, injected files, containers) is not offered.
 *
 * @remarks Source: ironic-python-agent `hardware.py`, `get_clean_steps`, `get_deploy_steps`, `get_service_steps`.
 */
export const STEPS: Readonly<Record<StepPhase, readonly OfferedStep[]>> = {
  clean: [
    { step: "erase_devices", priority: 10, interface: "deploy", reboot_requested: false, abortable: true },
    { step: "erase_devices_metadata", priority: 99, interface: "deploy", reboot_requested: false, abortable: true },
    { step: "erase_devices_express", priority: 0, interface: "deploy", reboot_requested: false, abortable: true },
    { step: "erase_pstore", priority: 0, interface: "deploy", reboot_requested: false, abortable: true },
    {
      step: "clean_uefi_nvram",
      priority: 0,
      interface: "deploy",
      reboot_requested: false,
      abortable: true,
      argsinfo: NVRAM_ARGS,
    },
    { step: "delete_configuration", priority: 0, interface: "raid", reboot_requested: false, abortable: true },
    { step: "create_configuration", priority: 0, interface: "raid", reboot_requested: false, abortable: true },
  ],
  deploy: [
    { step: "erase_devices_metadata", priority: 0, interface: "deploy", reboot_requested: false },
    { step: "apply_configuration", priority: 0, interface: "raid", reboot_requested: false, argsinfo: RAID_ARGS },
    { step: "clean_uefi_nvram", priority: 0, interface: "deploy", reboot_requested: false, argsinfo: NVRAM_ARGS },
    { step: "write_image", priority: 0, interface: "deploy", reboot_requested: false },
  ],
  service: [
    { step: "delete_configuration", priority: 0, interface: "raid", reboot_requested: false, abortable: true },
    { step: "apply_configuration", priority: 0, interface: "raid", reboot_requested: false, argsinfo: RAID_ARGS },
    { step: "create_configuration", priority: 0, interface: "raid", reboot_requested: false, abortable: true },
    { step: "write_image", priority: 0, interface: "deploy", reboot_requested: false },
  ],
};
