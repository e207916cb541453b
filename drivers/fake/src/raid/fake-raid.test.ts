import { describeRaidInterface, describeStepTable } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeRaid, fakeRaidSteps } from "./fake-raid.js";

describeRaidInterface("fake", () => ({ ...fakeHarness(), raid: new FakeRaid(aScript()) }));

describeStepTable("fake", fakeRaidSteps, {
  type: "raid",
  make: () => ({
    ...fakeHarness({ node: { targetRaidConfig: { logical_disks: [] } } }),
    target: new FakeRaid(aScript()),
  }),
});
