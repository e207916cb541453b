import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { simulatedDiskImage } from "@steelyard/bmc-simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
beforeAll(async () => {
  bench = await RackBench.open(
    [
      { name: "rebuilt" },
      { name: "undeployed" },
      { name: "aborted", timing: { selfTestMs: 5000 } },
      { name: "adopted" },
      { name: "stubborn", ignoresShutdown: 9 },
      { name: "booted", protocols: ["ipmi"] },
      { name: "silent", protocols: ["ipmi"], timing: { selfTestMs: 20_000 } },
      { name: "cleaned", protocols: ["ipmi"] },
    ],
    () => ({ conductor: { deployCallbackTimeout: 5 } }),
  );
});
afterAll(() => bench?.close());

const POWER = { "power on": "on", "power off": "off" } as const;

describe.concurrent("on machines", () => {
  it("rebuild writes the other image over the first", async () => {
    await bench.makeAvailable("rebuilt");
    await bench.deploy("rebuilt");
    const first = await bench.disk("rebuilt", 20 * 1024 * 1024, 4096);
    const image = await simulatedDiskImage("x86_64", "another Linux");
    const path = join(bench.folder, "another.raw");
    await writeFile(path, image);
    await bench.setInstance("rebuilt", {
      image_source: pathToFileURL(path).href,
      image_os_hash_algo: "sha256",
      image_os_hash_value: createHash("sha256").update(image).digest("hex"),
      image_disk_format: "raw",
    });
    await bench.provision("rebuilt", "rebuild", "active");
    await bench.runsInstance("rebuilt");
    const second = await bench.disk("rebuilt", 20 * 1024 * 1024, 4096);
    expect(second.equals(first)).toBe(false);
    expect(second.toString()).toContain("another Linux");
  });

  it("a tear-down forgets the instance, and cleaning erases the disk", async () => {
    await bench.makeAvailable("undeployed");
    await bench.deploy("undeployed");
    await bench.ask("PATCH", "/v1/nodes/undeployed", [{ op: "add", path: "/automated_clean", value: true }]);
    const node = await bench.provision("undeployed", "deleted", "available");
    expect(node).toMatchObject({ instance_info: {}, power_state: "power off" });
    expect((await bench.disk("undeployed", 0, 4096)).every((byte) => byte === 0)).toBe(true);
    expect(bench.rack.machine("undeployed").power).toBe("off");
  });

  it("an abort while the agent is waited for ends the cleaning, and the node can go on", async ({ expect }) => {
    await bench.enrol("aborted");
    await bench.provision("aborted", "manage", "manageable");
    const steps = [{ interface: "deploy", step: "erase_devices_metadata" }];
    await bench.provision("aborted", "clean", "clean wait", { clean_steps: steps });
    const aborted = await bench.provision("aborted", "abort", "clean failed");
    expect(aborted.last_error).toContain("aborted");
    expect(aborted.maintenance).toBe(false);
    await bench.provision("aborted", "manage", "manageable");
    await bench.ask("PUT", "/v1/nodes/aborted/states/power", { target: "power off" });
    await expect.poll(() => bench.rack.machine("aborted").power, { timeout: 10_000 }).toBe("off");
  });

  it("a manual clean runs the agent's step and gives the machine back switched off", async () => {
    await bench.enrol("cleaned");
    await bench.provision("cleaned", "manage", "manageable");
    const steps = [{ interface: "deploy", step: "erase_devices_metadata" }];
    await bench.provision("cleaned", "clean", "manageable", { clean_steps: steps });
    const erased = bench.rack.journal.entries.filter(
      ({ machine, effect }) => machine === "cleaned" && effect === "erase",
    );
    expect(erased).toHaveLength(1);
    expect(bench.rack.machine("cleaned").power).toBe("off");
    const unknown = [{ interface: "deploy", step: "polish" }];
    const failed = await bench.provision("cleaned", "clean", "clean failed", { clean_steps: unknown });
    expect(failed.last_error).toContain("deploy.polish");
    await bench.provision("cleaned", "manage", "manageable");
  });

  it("an adopted machine is active and untouched", async () => {
    await bench.enrol("adopted");
    await bench.provision("adopted", "manage", "manageable");
    await bench.setInstance("adopted", bench.imageFor("adopted"));
    await bench.provision("adopted", "adopt", "active");
    const touched = bench.rack.journal.entries.filter(
      ({ machine, effect }) => machine === "adopted" && effect.startsWith("power"),
    );
    expect(touched).toEqual([]);
  });

  it("power targets are reached, and a shutdown that is ignored fails in its time", async ({ expect }) => {
    await bench.enrol("stubborn");
    await bench.provision("stubborn", "manage", "manageable");
    const machine = bench.rack.machine("stubborn");
    for (const target of ["power on", "power off", "power on"] as const) {
      await bench.ask("PUT", "/v1/nodes/stubborn/states/power", { target });
      await expect.poll(async () => (await bench.node("stubborn")).power_state, { timeout: 10_000 }).toBe(target);
      expect(machine.power).toBe(POWER[target]);
    }
    await bench.ask("PUT", "/v1/nodes/stubborn/states/power", { target: "soft power off", timeout: 1 });
    await expect
      .poll(async () => (await bench.node("stubborn")).last_error, { timeout: 10_000 })
      .toMatch(/power state in time/);
    expect(machine.power).toBe("on");
    await bench.ask("PUT", "/v1/nodes/stubborn/states/power", { target: "rebooting" });
    await expect.poll(async () => (await bench.node("stubborn")).last_error, { timeout: 10_000 }).toBeNull();
  });

  it("a boot device is set at the BMC and read back", async () => {
    await bench.enrol("booted");
    await bench.provision("booted", "manage", "manageable");
    const path = "/v1/nodes/booted/management/boot_device";
    await bench.ask("PUT", path, { boot_device: "pxe", persistent: true });
    expect((await bench.call("GET", path)).json).toEqual({ boot_device: "pxe", persistent: true });
    expect(bench.rack.machine("booted").machine.bootOverride).toMatchObject({ enabled: "continuous", target: "pxe" });
    const { json } = await bench.call("GET", `${path}/supported`);
    expect((json as { supported_boot_devices: string[] }).supported_boot_devices).toContain("disk");
  });

  it("an agent that does not call fails the deploy in its time; history tells, and the node can go on", async ({
    expect,
  }) => {
    await bench.makeAvailable("silent");
    await bench.setInstance("silent", bench.imageFor("silent"));
    const failed = await bench.provision("silent", "active", "deploy failed");
    expect(failed.last_error).toMatch(/wait call-back for too long/);
    const { json } = await bench.call("GET", "/v1/nodes/silent/history?detail=True");
    const { history } = json as { history: { severity: string; event: string }[] };
    expect(history.some(({ severity, event }) => severity === "ERROR" && event.includes("too long"))).toBe(true);
    await expect.poll(() => bench.rack.machine("silent").power, { timeout: 10_000 }).toBe("off");
    await bench.provision("silent", "deleted", "available");
  });
});
