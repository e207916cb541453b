import { describeConsoleInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeConsole } from "./fake-console.js";

describeConsoleInterface("fake", () => ({ ...fakeHarness(), console: new FakeConsole(aScript()) }));
