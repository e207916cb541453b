import { describeBiosInterface, describeStepTable } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeBios, fakeBiosSteps } from "./fake-bios.js";

describeBiosInterface("fake", () => ({ ...fakeHarness(), bios: new FakeBios(aScript()) }));

describeStepTable("fake", fakeBiosSteps, {
  type: "bios",
  make: () => ({
    ...fakeHarness(),
    target: new FakeBios(aScript()),
    args: { apply_configuration: { settings: [{ name: "BootMode", value: "Uefi" }] } },
  }),
});
