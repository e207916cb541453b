import { createSqlStore, DATABASE_CONFIG } from "@steelyard/store-sql";
import { Command } from "commander";
import { stringify } from "yaml";
import { ConfigError } from "./config/config-error.js";
import { readConfigFile } from "./config/config-file.js";
import { type EffectiveConfig, loadConfig, sectionOf } from "./config/load-config.js";
import { shownConfig } from "./config/shown-config.js";
import { type LoadedModules, loadModules } from "./program/load-modules.js";
import { allSections } from "./program/sections.js";
import { shownDrivers } from "./program/shown-drivers.js";
import type { SimulateOptions } from "./program/simulate.js";

interface CommonOptions {
  readonly config?: string;
  readonly apiHost?: string;
  readonly apiPort?: number;
  readonly database?: string;
  readonly host?: string;
  readonly drivers?: readonly string[];
}

interface Loaded {
  readonly loaded: LoadedModules;
  readonly config: EffectiveConfig;
}

/** Runs the command line. Failures are told in one or a few lines on stderr, with exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("steelyard")
    .description("Bare-metal provisioning that speaks the OpenStack Bare Metal API.")
    .showHelpAfterError();
  common(program.command("serve").description("Run a conductor with its API."))
    .option("--api-host <host>", "address the API listens on")
    .option("--api-port <port>", "port the API listens on; 0: a free one", Number)
    .option("--host <name>", "name of this conductor")
    .option("--drivers <list>", "hardware types to enable, comma separated", list)
    .action(async (options: CommonOptions) => {
      const { loaded, config } = await load(options);
      const { serve } = await import("./program/serve.js");
      await serve(loaded, config);
    });
  program
    .command("demo")
    .description("Take a simulated rack of machines from enrolment to deployed disks, then serve on.")
    .option("--once", "end after the table")
    .option("--api-port <port>", "port the API listens on; 0: a free one", Number)
    .option("--folder <dir>", "keep disks, database, log and configuration there")
    .action(async (options: { readonly once?: boolean; readonly apiPort?: number; readonly folder?: string }) => {
      const { demo } = await import("./demo/demo.js");
      const once = options.once === true;
      process.exitCode = await demo(await loadModules(undefined), {
        once,
        apiPort: options.apiPort ?? (once ? 0 : 6385),
        ...(options.folder === undefined ? {} : { folder: options.folder }),
      });
    });
  program
    .command("simulate")
    .description("Run simulated machines with Redfish and IPMI BMCs until SIGTERM; one line of JSON per machine.")
    .option("--machines <n>", "how many", Number, 1)
    .option("--protocol <list>", "redfish, ipmi or redfish+ipmi, dealt out in turn", list, ["redfish"])
    .option("--port <n>", "port of the first BMC, the others follow; 0: free ones", Number, 0)
    .option("--flavour <list>", "generic, idrac or ilo, dealt out in turn", list, ["generic"])
    .option("--architecture <list>", "x86_64 or aarch64, dealt out in turn", list, ["x86_64"])
    .option("--boot-server <url>", "where DHCP says that iPXE scripts are: <url>/boot/ipxe/<mac>")
    .option("--folder <dir>", "keep disks there; else they go in the end")
    .option("--username <name>", "of all BMCs; default: admin, and a password each")
    .option("--password <password>", "of all BMCs")
    .option("--tls", "Redfish over HTTPS, with a certificate made at start")
    .option("--artifacts <dir>", "write kernels, ramdisks, bootloaders and disk images there")
    .option("--journal <file>", "append side effects there, one JSON object a line")
    .option("--seed <n>", "of everything that looks random", Number, 1)
    .action(async (options: SimulateOptions) => {
      const { simulate } = await import("./program/simulate.js");
      await simulate(options);
    });
  common(program.command("migrate").description("Bring a database to the current schema.")).action(
    async (options: CommonOptions) => {
      const { config } = await load(options);
      const { connection, poolSize } = sectionOf(config, DATABASE_CONFIG);
      const store = await createSqlStore({ url: connection, poolSize });
      try {
        await store.migrate();
        await store.checkSchema();
      } finally {
        await store.close();
      }
      process.stdout.write("the database has the current schema\n");
    },
  );
  common(program.command("config").description("Print the effective configuration, secrets masked.")).action(
    async (options: CommonOptions) => {
      const { loaded, config } = await load(options);
      process.stdout.write(stringify(shownConfig(allSections(loaded), config)));
    },
  );
  common(program.command("drivers").description("List hardware types and their interfaces."))
    .option("--available", "all that are loaded, enabled or not")
    .action(async (options: CommonOptions & { readonly available?: boolean }) => {
      const { loaded, config } = await load(options);
      process.stdout.write(shownDrivers(loaded, config, options.available === true));
    });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.stderr.write(`steelyard: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

function common(command: Command): Command {
  return command
    .option("--config <file>", "YAML or JSON configuration file")
    .option("--database <url>", "sqlite::memory:, sqlite:PATH or postgres://…");
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

async function load(options: CommonOptions): Promise<Loaded> {
  const file = options.config === undefined ? undefined : await readConfigFile(options.config);
  const loaded = await loadModules(file);
  const config = loadConfig(allSections(loaded), file, process.env, {
    default: { host: options.host, enabledHardwareTypes: options.drivers },
    api: { hostIp: options.apiHost, port: options.apiPort },
    database: { connection: options.database },
  });
  return { loaded, config };
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join("\nsteelyard: ");
  return error instanceof Error ? error.message : String(error);
}
