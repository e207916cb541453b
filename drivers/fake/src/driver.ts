import { bind, type DriverDefinition, defineDriver, provide, type Token, token } from "@steelyard/interfaces";
import { FakeBios, fakeBiosSteps } from "./bios/fake-bios.js";
import { FakeBoot } from "./boot/fake-boot.js";
import { FakeConsole } from "./console/fake-console.js";
import { FakeDeploy, fakeDeploySteps } from "./deploy/fake-deploy.js";
import { FakeFirmware, fakeFirmwareSteps } from "./firmware/fake-firmware.js";
import { FakeInspect } from "./inspect/fake-inspect.js";
import { FakeManagement } from "./management/fake-management.js";
import { FakePower } from "./power/fake-power.js";
import { FakeRaid, fakeRaidSteps } from "./raid/fake-raid.js";
import { FakeRescue } from "./rescue/fake-rescue.js";
import { FAKE_CONFIG } from "./script/fake-config.js";
import { FakeScript } from "./script/fake-script.js";
import { FakeStorage } from "./storage/fake-storage.js";
import { FakeVendor, fakeVendorSteps } from "./vendor/fake-vendor.js";

const SCRIPT: Token<FakeScript> = token("driver-fake/script");
const deps = { script: SCRIPT };

/** Boot, deploy, raid and rescue implementations of other packages, as Ironic's generic hardware has them. */
const BOOT = ["ipxe", "pxe", "http-ipxe"];
const DEPLOY = ["direct", "ramdisk", "custom-agent"];

/**
 * Hardware types `fake-hardware`, which works without any machine, and `manual-management`, whose machine somebody switches by
 * hand.
 *
 * @remarks Source: Ironic `ironic.drivers.fake_hardware`, `ironic.drivers.generic.ManualManagementHardware`.
 * @public
 */
export const fakeDriver: DriverDefinition = defineDriver({
  id: "fake",
  interfaces: {
    bios: [bind("bios", "fake", { deps, create: ({ script }) => new FakeBios(script), steps: fakeBiosSteps })],
    boot: [bind("boot", "fake", { deps, create: ({ script }) => new FakeBoot(script) })],
    console: [bind("console", "fake", { deps, create: ({ script }) => new FakeConsole(script) })],
    deploy: [bind("deploy", "fake", { deps, create: ({ script }) => new FakeDeploy(script), steps: fakeDeploySteps })],
    firmware: [
      bind("firmware", "fake", { deps, create: ({ script }) => new FakeFirmware(script), steps: fakeFirmwareSteps }),
    ],
    inspect: [bind("inspect", "fake", { deps, create: ({ script }) => new FakeInspect(script) })],
    management: [bind("management", "fake", { deps, create: ({ script }) => new FakeManagement(script) })],
    power: [bind("power", "fake", { deps, create: ({ script }) => new FakePower(script) })],
    raid: [bind("raid", "fake", { deps, create: ({ script }) => new FakeRaid(script), steps: fakeRaidSteps })],
    rescue: [bind("rescue", "fake", { deps, create: ({ script }) => new FakeRescue(script) })],
    storage: [bind("storage", "fake", { deps, create: ({ script }) => new FakeStorage(script) })],
    vendor: [bind("vendor", "fake", { deps, create: ({ script }) => new FakeVendor(script), steps: fakeVendorSteps })],
  },
  hardwareTypes: [
    {
      name: "fake-hardware",
      interfaces: {
        bios: ["fake", "no-bios"],
        boot: ["fake", ...BOOT],
        console: ["fake", "no-console"],
        deploy: ["fake", ...DEPLOY],
        firmware: ["fake", "no-firmware"],
        inspect: ["fake", "agent", "no-inspect"],
        management: ["fake"],
        network: ["noop"],
        power: ["fake"],
        raid: ["fake", "no-raid", "agent"],
        rescue: ["fake", "no-rescue", "agent"],
        storage: ["noop", "fake"],
        vendor: ["fake", "no-vendor"],
      },
    },
    {
      name: "manual-management",
      interfaces: {
        boot: BOOT,
        deploy: [...DEPLOY, "noop"],
        inspect: ["no-inspect", "agent"],
        management: ["noop", "fake"],
        network: ["noop"],
        power: ["agent", "fake"],
        raid: ["no-raid", "agent"],
        rescue: ["no-rescue", "agent"],
        storage: ["noop"],
      },
    },
  ],
  providers: [provide(SCRIPT, { deps: { config: FAKE_CONFIG.token }, create: ({ config }) => new FakeScript(config) })],
  config: [FAKE_CONFIG],
});
