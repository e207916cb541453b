import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

let bench: RackBench;
beforeAll(async () => {
  bench = await RackBench.open(
    [
      { name: "rf" },
      { name: "ip", protocols: ["ipmi"] },
      { name: "rf-dead" },
      { name: "ip-dead", protocols: ["ipmi"] },
      { name: "rf-sum" },
      { name: "arm", architecture: "aarch64" },
    ],
    ({ kernels, ramdisks }) => ({
      redfish: { connectTimeout: 1, readTimeout: 1 },
      ipmi: { commandRetryTimeout: 1 },
      conductor: {
        deployKernelByArch: { x86_64: kernels["x86_64"] },
        deployRamdiskByArch: { x86_64: ramdisks["x86_64"] },
      },
    }),
  );
});
afterAll(() => bench?.close());
afterEach(() => {
  const secrets = bench.rack.machines.flatMap(({ redfish, ipmi }) => [redfish?.password, ipmi?.password]);
  for (const secret of [...secrets, "not-the-password"].filter((each) => each !== undefined))
    expect(bench.answers.some((answer) => answer.includes(secret))).toBe(false);
});

describe.concurrent("bad input", () => {
  it.each([
    ["rf", "redfish_password"],
    ["ip", "ipmi_password"],
  ])("a wrong password of %s fails manage by its name, and the right one lets it go on", async (name, key) => {
    await bench.enrol(name, { [key]: "not-the-password" });
    const failed = await bench.provision(name, "manage", "enroll");
    expect(failed.last_error).toMatch(/Failed to verify the node: The BMC refused the credentials/);
    expect(failed.last_error).toContain(key);
    const { [key]: value } = bench.driverOf(name).driver_info;
    await bench.ask("PATCH", `/v1/nodes/${name}`, [{ op: "replace", path: `/driver_info/${key}`, value }]);
    await bench.provision(name, "manage", "manageable");
    await bench.provision(name, "provide", "available");
    await bench.deploy(name);
    await bench.runsInstance(name);
  });

  it.each(["rf-dead", "ip-dead"])(
    "a BMC that does not answer (%s) fails manage, and goes on once it does",
    async (name) => {
      const mend = bench.rack.faults.add({
        machine: name,
        on: name.startsWith("rf") ? "redfish" : "ipmi",
        action: { kind: "hang" },
      });
      await bench.enrol(name);
      const failed = await bench.provision(name, "manage", "enroll");
      expect(failed.last_error).toMatch(/The BMC did not answer in time/);
      expect(failed.last_error).toContain("127.0.0.1");
      mend();
      await bench.provision(name, "manage", "manageable");
      await bench.provision(name, "provide", "available");
      await bench.deploy(name);
      await bench.runsInstance(name);
    },
  );

  it("a wrong checksum fails the deploy with both digests, and the right one lets it go on", async () => {
    await bench.makeAvailable("rf-sum");
    const image = bench.imageFor("rf-sum");
    await bench.setInstance("rf-sum", { ...image, image_os_hash_value: "0".repeat(64) });
    const failed = await bench.provision("rf-sum", "active", "deploy failed");
    expect(failed.last_error).toMatch(/step deploy\.write_image failed/);
    expect(failed.last_error).toMatch(/checksum/);
    expect(failed.last_error).toContain(String(image["image_os_hash_value"]));
    expect(failed).toMatchObject({ maintenance: false, power_state: "power off" });
    const machine = bench.rack.machine("rf-sum");
    expect(machine.power).toBe("off");
    await bench.deploy("rf-sum");
    await bench.runsInstance("rf-sum");
  });

  it("a missing ramdisk is refused by the architecture that lacks one, and the node's own lets it go on", async () => {
    await bench.makeAvailable("arm");
    await bench.setInstance("arm", bench.imageFor("arm"));
    const { status, text } = await bench.call("PUT", "/v1/nodes/arm/states/provision", { target: "active" });
    expect(status).toBe(400);
    expect(text).toMatch(/deploy_kernel_by_arch.*aarch64/);
    const { kernels, ramdisks } = bench.artifacts;
    await bench.ask("PATCH", "/v1/nodes/arm", [
      { op: "add", path: "/driver_info/deploy_kernel", value: kernels["aarch64"] },
      { op: "add", path: "/driver_info/deploy_ramdisk", value: ramdisks["aarch64"] },
    ]);
    await bench.deploy("arm");
    await bench.runsInstance("arm");
  });

  it.each([
    ["an unknown driver", { driver: "acme" }, 400, /acme.*redfish/s],
    ["a field nobody knows", { driver: "redfish", colour: "red" }, 400, /colour/],
    ["a value of the wrong type", { driver: "redfish", driver_info: "x" }, 400, /driver_info/],
    ["an interface of another driver", { driver: "redfish", power_interface: "ipmitool" }, 400, /ipmitool/],
    ["a list for a node", [], 400, /./],
  ])("%s is refused and creates nothing", async (_, body, status, says) => {
    const answer = await bench.call("POST", "/v1/nodes", body);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(says);
  });

  it("a node without the address of its BMC is refused by the missing key", async () => {
    await bench.call("POST", "/v1/nodes", { name: "bare", driver: "redfish" });
    const failed = await bench.provision("bare", "manage", "enroll");
    expect(failed.last_error).toContain("redfish_address");
    const { json } = await bench.call("GET", "/v1/nodes/bare/validate");
    expect((json as { power: object }).power).toMatchObject({ result: false, reason: /redfish_address/ });
  });
});
