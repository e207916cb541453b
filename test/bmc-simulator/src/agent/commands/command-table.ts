import { AgentError } from "../agent-error.js";
import { inventoryOf } from "../hardware/inventory.js";
import { isJsonObject } from "../json.js";
import { packedLogs } from "../system-logs.js";
import type { CommandSpec, CommandTable } from "./command.js";
import { flowCommands } from "./flow.js";
import { installBootloader } from "./install-bootloader.js";
import { prepareImage, validateImage } from "./prepare-image.js";
import { stepCommands } from "./step-commands.js";

const shutDown = (change: "off" | "reset"): CommandSpec => ({
  isAsync: true,
  required: [],
  optional: [],
  run: async (host) => {
    host.shutDown(change);
    return null;
  },
});

const OWN: CommandTable = {
  clean: stepCommands("clean"),
  deploy: stepCommands("deploy"),
  service: stepCommands("service"),
  standby: {
    prepare_image: {
      isAsync: true,
      required: ["image_info"],
      optional: ["configdrive"],
      validate: validateImage,
      run: prepareImage,
    },
    get_partition_uuids: {
      isAsync: false,
      required: [],
      optional: [],
      run: async ({ memory }) => memory.partitionUuids ?? {},
    },
    // Disks are flushed whenever a command ends.
    sync: { isAsync: false, required: [], optional: [], run: async () => null },
    run_image: shutDown("reset"),
    power_off: shutDown("off"),
  },
  image: {
    install_bootloader: {
      isAsync: true,
      required: ["root_uuid"],
      optional: ["efi_system_part_uuid", "prep_boot_part_uuid", "target_boot_mode", "ignore_bootloader_failure"],
      run: installBootloader,
    },
  },
  rescue: {
    finalize_rescue: {
      isAsync: false,
      required: [],
      optional: ["rescue_password", "hashed"],
      run: async ({ hardware, leave }, params) => {
        const text = String(params["rescue_password"] ?? "");
        await hardware.setRescuePassword({ text, isHashed: params["hashed"] === true });
        leave({ isLocked: false });
        return null;
      },
    },
  },
  log: {
    collect_system_logs: {
      isAsync: false,
      required: [],
      optional: [],
      run: async ({ log, hardware }) => ({ system_logs: await packedLogs(log, hardware) }),
    },
  },
  poll: {
    get_hardware_info: {
      isAsync: false,
      required: [],
      optional: [],
      run: ({ hardware, memory }) => inventoryOf(hardware, { skipsBmc: memory.config.skipsBmc }),
    },
    set_node_info: {
      isAsync: false,
      required: [],
      optional: ["node_info"],
      run: async () => {
        throw new AgentError(
          "InvalidCommandError",
          "Node lookup data can only be set when the Ironic Python Agent is running in standalone mode.",
        );
      },
    },
  },
  system: {
    lockdown: {
      isAsync: false,
      required: [],
      optional: [],
      run: async ({ leave }) => {
        leave({ isLocked: true });
        return null;
      },
    },
  },
};

/**
 * All commands by extension and name.
 * @remarks Source: reference page "Deploy agent", §5; ironic-python-agent `extensions/`.
 */
export const COMMANDS: CommandTable = { ...OWN, flow: flowCommands(OWN) };

/** Body of `POST /v1/commands/`; undefined where it is none. */
export function commandOf(body: unknown) {
  if (!isJsonObject(body)) return undefined;
  const { name, params } = body as { readonly name?: unknown; readonly params?: unknown };
  return typeof name === "string" && isJsonObject(params) ? { name, params } : undefined;
}
