import { describeManagementInterface } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeManagement } from "./fake-management.js";

describeManagementInterface("fake", () => ({
  ...fakeHarness({ ports: [{}] }),
  management: new FakeManagement(aScript()),
}));
