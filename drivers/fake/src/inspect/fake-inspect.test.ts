import { describeInspectInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeInspect } from "./fake-inspect.js";

describeInspectInterface("fake", () => ({ ...fakeHarness(), inspect: new FakeInspect(aScript()) }));
