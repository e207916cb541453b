import { describeStorageInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeStorage } from "./fake-storage.js";

describeStorageInterface("fake", () => ({ ...fakeHarness(), storage: new FakeStorage(aScript()) }));
