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
      { name: "aborted", timing: { selfTestMs: 2000 } },
      { name: "adopted" },
      { name: "booted", protocols: ["ipmi"] },
      { name: "cleaned", protocols: ["ipmi"] },
    ],
    () => ({ conductor: { recordStepFlowsInHistory: true } }),
  );
});
afterAll(() => bench?.close());

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
    expect(await bench.history("undeployed")).toEqual([
      "INFO verify ended; the node is manageable.",
      "INFO provide ended; the node is available.",
      "INFO deploy ended; the node is active.",
      "INFO undeploy ended; the node is available.",
    ]);
    await bench.deploy("undeployed");
    await bench.runsInstance("undeployed");
  });

  it("an abort while the agent is waited for ends the cleaning, and the next one goes on", async () => {
    await bench.enrol("aborted");
    await bench.provision("aborted", "manage", "manageable");
    const steps = [{ interface: "deploy", step: "erase_devices_metadata" }];
    await bench.provision("aborted", "clean", "clean wait", { clean_steps: steps });
    const aborted = await bench.provision("aborted", "abort", "clean failed");
    expect(aborted.last_error).toContain("aborted");
    expect(aborted.maintenance).toBe(false);
    await bench.provision("aborted", "manage", "manageable");
    expect(await bench.history("aborted")).toContain(`ERROR ${aborted.last_error}`);
    await bench.provision("aborted", "clean", "manageable", { clean_steps: steps });
    expect(bench.rack.machine("aborted").power).toBe("off");
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

  it("an adopted machine is active and untouched until it is rebuilt", async () => {
    await bench.enrol("adopted");
    await bench.provision("adopted", "manage", "manageable");
    await bench.setInstance("adopted", bench.imageFor("adopted"));
    await bench.provision("adopted", "adopt", "active");
    const touched = bench.rack.journal.entries.filter(
      ({ machine, effect }) => machine === "adopted" && effect.startsWith("power"),
    );
    expect(touched).toEqual([]);
    await bench.provision("adopted", "rebuild", "active");
    await bench.runsInstance("adopted");
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
});
