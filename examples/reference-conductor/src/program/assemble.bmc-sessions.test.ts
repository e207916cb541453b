import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRack } from "@steelyard/bmc-simulator";
import type { TaskLog } from "@steelyard/interfaces";
import { expect, onTestFinished, test, vi } from "vitest";
import { loadConfig } from "../config/load-config.js";
import { ApiClient } from "../demo/api-client.js";
import { assemble } from "./assemble.js";
import { loadModules } from "./load-modules.js";
import { allSections } from "./sections.js";

const SESSIONS = "/redfish/v1/SessionService/Sessions";

test("a session with a BMC is a row that tells nothing while the program runs, and gone when it has drained", async () => {
  const folder = await mkdtemp(join(tmpdir(), "steelyard-assemble-"));
  const machine = { name: "m", redfish: { habits: { maxSessions: 1 } } };
  const rack = await createRack({ machines: [machine], folder, bootServerUrl: null });
  const lines: string[] = [];
  const note = (message: string, facts: object = {}) => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const log: TaskLog = { debug: note, info: note, warn: note, error: note };
  const loaded = await loadModules(undefined);
  const config = loadConfig(
    allSections(loaded),
    undefined,
    {},
    {
      api: { port: 0 },
      default: { host: "one", enabledHardwareTypes: ["redfish"] },
      database: { connection: `sqlite:${join(folder, "steelyard.sqlite")}` },
      redfish: { authType: "session" },
    },
  );
  const program = await assemble(loaded, config, log);
  onTestFinished(async () => {
    await program.end();
    await rack.close();
    await rm(folder, { recursive: true, force: true });
  });

  const bmc = rack.machine("m").redfish;
  if (bmc === undefined) throw new Error("the BMC speaks no Redfish");
  const { username, password } = bmc;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const atBmc = async () => {
    const answer = await fetch(new URL(SESSIONS, bmc.url), { headers: { authorization } });
    return ((await answer.json()) as { Members: readonly object[] }).Members.length;
  };

  const signal = AbortSignal.timeout(20_000);
  const api = new ApiClient(await program.start(signal));
  const { uuid } = await api.call<{ uuid: string }>("POST", "/v1/nodes", signal, {
    driver: "redfish",
    driver_info: {
      redfish_address: bmc.url,
      redfish_system_id: bmc.systemId,
      redfish_username: username,
      redfish_password: password,
    },
  });
  const put = vi.spyOn(program.store.bmcSessions, "put");
  await api.patiently("PUT", `/v1/nodes/${uuid}/states/provision`, signal, { target: "manage" });
  await api.until(
    uuid,
    (node) => node.provision_state === "manageable",
    signal,
    () => undefined,
  );
  const rows = put.mock.calls.flat();
  expect(rows).toEqual([{ accountKey: expect.any(String), sealed: expect.any(String), conductor: "one" }]);
  expect(await atBmc()).toBe(1);
  await program.end();
  expect(await atBmc()).toBe(0);
  for (const secret of [password, bmc.url, SESSIONS]) expect(JSON.stringify(rows)).not.toContain(secret);
  expect(lines.join("\n")).not.toContain(password);
}, 30_000);
