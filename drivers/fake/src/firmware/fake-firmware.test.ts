import { describeFirmwareInterface, describeStepTable } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeFirmware, fakeFirmwareSteps } from "./fake-firmware.js";

describeFirmwareInterface("fake", () => ({ ...fakeHarness(), firmware: new FakeFirmware(aScript()) }));

describeStepTable("fake", fakeFirmwareSteps, {
  type: "firmware",
  make: () => ({
    ...fakeHarness(),
    target: new FakeFirmware(aScript()),
    args: { update: { settings: [{ component: "bmc", url: "http://192.0.2.1/bmc-1.2.bin" }] } },
  }),
});
