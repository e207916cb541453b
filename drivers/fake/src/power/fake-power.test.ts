import { describePowerInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakePower } from "./fake-power.js";

describePowerInterface("fake", () => ({ ...fakeHarness(), power: new FakePower(aScript()) }));
