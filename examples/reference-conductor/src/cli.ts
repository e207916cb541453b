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
