import { describeStepTable, describeVendorInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeVendor, fakeVendorSteps } from "./fake-vendor.js";

describeVendorInterface("fake", () => ({
  ...fakeHarness(),
  vendor: new FakeVendor(aScript()),
  calls: {
    second_method: { bar: "kazoo" },
    third_method_sync: { bar: "meow" },
    fourth_method_shared_lock: { bar: "woof" },
  },
}));

describeStepTable("fake", fakeVendorSteps, {
  type: "vendor",
  make: () => ({ ...fakeHarness(), target: new FakeVendor(aScript()) }),
});
