import { describeBootInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeBoot } from "./fake-boot.js";

describeBootInterface("fake", () => {
  const harness = fakeHarness();
  return {
    ...harness,
    boot: new FakeBoot(aScript()),
    state: () => harness.task.node.driverInternalInfo,
    leftovers: () => Object.keys(harness.task.node.driverInternalInfo),
  };
});
