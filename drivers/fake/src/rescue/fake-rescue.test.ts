import { describeRescueInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeRescue } from "./fake-rescue.js";

describeRescueInterface("fake", () => ({ ...fakeHarness(), rescue: new FakeRescue(aScript()) }));
