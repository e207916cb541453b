import { defineDriver, INTERFACE_TYPES } from "@steelyard/interfaces";
import { isRequestError } from "@steelyard/runtime-interfaces";
import { describe, expect, test } from "vitest";
import { AcmePower, acmeBootDriver, acmeDriver, acmeSteps } from "./acme.test.support.js";
import { createContainer, createHardware, type EnabledInterfaces, HARDWARE, installDrivers } from "./index.js";

function hardwareWith(enabled: EnabledInterfaces | "all", drivers = [acmeDriver, acmeBootDriver]) {
  const container = createContainer();
  installDrivers(container, drivers, [], { acme: { retries: 7 } });
  return createHardware({ drivers, enabled, container });
}

describe("what a hardware type has", () => {
  test("is what it names and some driver contributes, and the noop ones last", () => {
    expect(hardwareWith("all").hardwareTypes).toEqual([
      {
        name: "acme",
        interfaces: {
          bios: ["no-bios"],
          boot: ["acme-boot"],
          console: ["no-console"],
          deploy: ["noop"],
          firmware: ["no-firmware"],
          inspect: ["no-inspect"],
          management: ["acme", "noop"],
          network: ["noop"],
          power: ["acme"],
          raid: ["no-raid"],
          rescue: ["no-rescue"],
          storage: ["noop"],
          vendor: ["no-vendor"],
        },
        defaults: expect.objectContaining({ management: "acme", deploy: "noop", network: "noop", bios: "no-bios" }),
      },
    ]);
  });

  test("is narrowed to what is enabled; a default counts where it is supported and enabled", () => {
    const one = (enabled: Omit<EnabledInterfaces, "hardwareTypes">) =>
      hardwareWith({ hardwareTypes: ["acme"], ...enabled }).hardwareTypes[0]!;
    expect(one({ interfaces: { management: ["noop"] } }).interfaces.management).toEqual(["noop"]);
    expect(one({ defaults: { management: "noop" } }).defaults.management).toBe("noop");
    expect(one({ defaults: { management: "noop" }, interfaces: { management: ["acme"] } }).defaults.management).toBe(
      "acme",
    );
    expect(one({ defaults: { deploy: "acme-boot" } }).defaults.deploy).toBe("noop");
  });

  test("shows in available whatever is enabled", () => {
    const hardware = hardwareWith({ hardwareTypes: ["acme"], interfaces: { management: ["noop"] } });
    expect(hardware.available()[0]?.interfaces.management).toEqual(["acme", "noop"]);
    expect(
      hardwareWith({ hardwareTypes: [] })
        .available()
        .map(({ name }) => name),
    ).toEqual(["acme"]);
    expect(hardwareWith("all", [acmeDriver]).hardwareTypes).toEqual([]);
    expect(hardwareWith("all", [acmeDriver]).available()[0]?.interfaces.boot).toEqual([]);
  });

  test.each<[string, EnabledInterfaces, RegExp]>([
    ["a hardware type", { hardwareTypes: ["acne"] }, /hardware type acne is not loaded; loaded: acme/],
    [
      "an implementation",
      { hardwareTypes: [], interfaces: { power: ["acme", "wol"] } },
      /power interface wol is enabled and not loaded; loaded: acme/,
    ],
    ["a default", { hardwareTypes: [], defaults: { raid: "agent" } }, /raid interface agent is enabled and not loaded/],
  ])("refuses %s that is not loaded", (_, enabled, message) => {
    expect(() => hardwareWith(enabled)).toThrow(message);
  });

  test("refuses a hardware type without an enabled implementation of a type", () => {
    expect(() => hardwareWith({ hardwareTypes: ["acme"], interfaces: { power: [] } })).toThrow(
      "hardware type acme has no enabled power interface; it supports: acme",
    );
    expect(() => hardwareWith({ hardwareTypes: ["acme"] }, [acmeDriver])).toThrow(
      "hardware type acme has no enabled boot interface; it supports: none",
    );
  });

  test("refuses two drivers with one implementation or hardware type", () => {
    const again = defineDriver({ id: "acme-two", hardwareTypes: [], interfaces: { power: [acmePowerBinding()] } });
    expect(() => hardwareWith("all", [acmeDriver, acmeBootDriver, again])).toThrow(
      "power interface acme is contributed by driver acme and by driver acme-two",
    );
    const twin = defineDriver({ id: "acme-two", hardwareTypes: [{ name: "acme", interfaces: {} }], interfaces: {} });
    expect(() => hardwareWith("all", [acmeDriver, acmeBootDriver, twin])).toThrow(/hardware type acme is contributed/);
  });
});

describe("resolveInterfaces", () => {
  const hardware = hardwareWith("all");

  test("takes what is wanted and fills in the defaults", () => {
    const names = hardware.resolveInterfaces("acme", { management: "noop", boot: null });
    expect(Object.keys(names).sort()).toEqual([...INTERFACE_TYPES].sort());
    expect(names).toMatchObject({ power: "acme", management: "noop", boot: "acme-boot", bios: "no-bios" });
  });

  test.each<[string, string, object, RegExp]>([
    ["an unknown driver", "ipmi", {}, /driver or hardware type "ipmi"\. Enabled hardware types are acme/],
    ["an unknown implementation", "acme", { power: "ipmitool" }, /power interface "ipmitool" .* Enabled are acme\./],
  ])("refuses %s, naming the enabled ones", (_, driver, wanted, message) => {
    expect(() => hardware.resolveInterfaces(driver, wanted)).toThrow(message);
    expect(() => hardware.resolveInterfaces(driver, wanted)).toThrow(
      expect.objectContaining({ code: "INVALID", httpStatus: 400 }),
    );
  });
});

describe("implementation", () => {
  test("is made once, at first use, from its tokens", () => {
    const hardware = hardwareWith("all");
    const power = hardware.implementation("power", "acme");
    expect(power).toBeInstanceOf(AcmePower);
    expect(power.properties).toEqual({ acme7_address: "Where its BMC is." });
    expect(hardware.implementation("power", "acme")).toBe(power);
    expect(hardware.implementation("bios", "no-bios").constructor.name).toBe("NoBios");
    expect(hardware.steps("power", "acme")).toBe(acmeSteps);
    expect(hardware.steps("bios", "no-bios").size).toBe(0);
  });

  test("is refused where no hardware type has it enabled", () => {
    const hardware = hardwareWith({ hardwareTypes: ["acme"], interfaces: { management: ["noop"] } });
    for (const call of [
      () => hardware.implementation("management", "acme"),
      () => hardware.steps("management", "acme"),
    ]) {
      expect(call).toThrow('Could not find the management interface "acme". Valid interfaces are noop.');
      expect(call).toThrow(expect.toSatisfy(isRequestError));
    }
    expect([hardware.serves("acme"), hardware.serves("ipmi")]).toEqual([true, false]);
  });

  test("tells the path to what is missing", () => {
    const drivers = [acmeDriver, acmeBootDriver];
    const hardware = createHardware({ drivers, enabled: "all", container: createContainer() });
    expect(() => hardware.implementation("power", "acme")).toThrow(
      "nothing provides driver-acme/prefix (hardware/power/acme → driver-acme/prefix)",
    );
  });
});

test("HARDWARE names it in the container", () => {
  const hardware = hardwareWith("all");
  expect(createContainer().set(HARDWARE, hardware).get(HARDWARE)).toBe(hardware);
});

function acmePowerBinding() {
  return acmeDriver.bindings.find(({ type }) => type === "power") as never;
}
