import { interopProgram } from "@steelyard/driver-contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "./run-program.js";
import { ServedConductor } from "./served-conductor.js";

interface CliNode {
  readonly uuid: string;
  readonly provision_state: string;
  readonly power_state: string | null;
  readonly maintenance: boolean;
  readonly maintenance_reason: string | null;
  readonly driver_info: Readonly<Record<string, unknown>>;
  readonly instance_info: Readonly<Record<string, unknown>>;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly resource_class: string | null;
  readonly boot_mode: string | null;
  readonly console_enabled: boolean;
  readonly last_error: string | null;
}

const INTERFACES = ["--deploy-interface", "fake", "--boot-interface", "fake"];
const SECRET = "hunter2-in-driver-info";

describe.skipIf(!interopProgram("baremetal"))("the baremetal command line", () => {
  let served: ServedConductor;

  beforeAll(async () => {
    served = await ServedConductor.start();
  });
  afterAll(async () => {
    expect(await served.stop()).toBe(0);
  });

  /** Runs one command; every answer is searched for the secret. */
  async function run(...args: readonly string[]) {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], OS_AUTH_TYPE: "none", OS_ENDPOINT: served.url };
    const result = await runProgram("baremetal", args, { env });
    expect(result.stdout + result.stderr).not.toContain(SECRET);
    return result;
  }
  async function ok(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...args);
    expect(code, `baremetal ${args.join(" ")}:\n${stderr}\n${served.log.slice(-4000)}`).toBe(0);
    return stdout;
  }
  const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse(await ok(...args, "-f", "json")) as T;
  const show = (name: string) => json<CliNode>("node", "show", name);

  test("a node and its port from enrolment to a deployed machine and away again", { timeout: 300_000 }, async () => {
    const secret = ["--driver-info", `redfish_password=${SECRET}`];
    const names = ["--driver", "fake-hardware", "--name", "cli-1"];
    const created = await json<CliNode>("node", "create", ...names, ...INTERFACES, ...secret);
    expect(created).toMatchObject({ provision_state: "enroll", driver_info: { redfish_password: "******" } });
    const port = await json<{ uuid: string }>("port", "create", "52:54:00:12:34:56", "--node", created.uuid);
    expect(await json("node", "list")).toMatchObject([{ UUID: created.uuid, Name: "cli-1" }]);
    expect(await json("port", "list", "--node", "cli-1")).toMatchObject([{ UUID: port.uuid }]);

    await ok("node", "set", "cli-1", "--extra", "rack=r1", "--resource-class", "metal");
    await ok("node", "manage", "cli-1", "--wait", "60");
    const verdicts = await json<readonly { Interface: string; Result: boolean }[]>("node", "validate", "cli-1");
    expect(verdicts.filter(({ Result }) => !Result)).toEqual([]);
    await ok("node", "inspect", "cli-1", "--wait", "60");
    await ok("node", "provide", "cli-1", "--wait", "60");
    await ok("node", "deploy", "cli-1", "--wait", "60", "--config-drive", '{"meta_data":{"name":"cli-1"}}');
    expect(await show("cli-1")).toMatchObject({
      provision_state: "active",
      last_error: null,
      extra: { rack: "r1" },
      resource_class: "metal",
      instance_info: { configdrive: "******" },
    });

    await ok("node", "undeploy", "cli-1", "--wait", "60");
    expect(await show("cli-1")).toMatchObject({ provision_state: "available", instance_info: {} });
    await ok("port", "delete", port.uuid);
    await ok("node", "delete", "cli-1");
    const gone = await run("node", "show", "cli-1");
    expect(gone.code).not.toBe(0);
    expect(gone.stderr).toContain("Node cli-1 could not be found. (HTTP 404)");
  });

  test("power, maintenance, boot device and settings of a machine", { timeout: 300_000 }, async () => {
    const { uuid } = await json<CliNode>("node", "create", "--driver", "fake-hardware", "--name", "cli-2");
    await ok("node", "manage", "cli-2", "--wait", "60");
    await ok("node", "power", "on", "cli-2");
    await settles("cli-2", (node) => node.power_state === "power on");
    await ok("node", "power", "off", "cli-2", "--soft");
    await settles("cli-2", (node) => node.power_state === "power off");

    await ok("node", "maintenance", "set", "cli-2", "--reason", "a fan is loud");
    expect(await show("cli-2")).toMatchObject({ maintenance: true, maintenance_reason: "a fan is loud" });
    await ok("node", "maintenance", "unset", "cli-2");
    await ok("node", "boot", "device", "set", "cli-2", "pxe", "--persistent");
    expect(await json("node", "boot", "device", "show", "cli-2")).toMatchObject({ boot_device: "pxe" });
    await ok("node", "boot", "mode", "set", "cli-2", "uefi");
    await settles("cli-2", (node) => node.boot_mode === "uefi");
    await ok("node", "console", "enable", "cli-2");
    await settles("cli-2", (node) => node.console_enabled);
    await ok("node", "add", "trait", "cli-2", "CUSTOM_LOUD");
    expect(await ok("node", "trait", "list", "cli-2", "-f", "value")).toContain("CUSTOM_LOUD");

    const unknown = await run("node", "create", "--driver", "no-such-driver");
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr).toContain("no-such-driver");
    const twice = await run("node", "create", "--driver", "fake-hardware", "--name", "cli-2");
    expect(twice.stderr).toContain("(HTTP 409)");
    await ok("node", "delete", uuid);
  });

  async function settles(name: string, is: (node: CliNode) => boolean): Promise<void> {
    await expect.poll(async () => is(await show(name)), { timeout: 60_000, interval: 100 }).toBe(true);
  }
});
