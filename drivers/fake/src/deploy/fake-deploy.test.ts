import { describeDeployInterface, describeStepTable } from "@steelyard/driver-contract";
import { aScript, fakeHarness } from "../fake-harness.test.support.js";
import { FakeDeploy, fakeDeploySteps } from "./fake-deploy.js";

describeDeployInterface("fake", () => ({ ...fakeHarness(), deploy: new FakeDeploy(aScript()) }));

describeStepTable("fake", fakeDeploySteps, {
  type: "deploy",
  make: () => ({ ...fakeHarness(), target: new FakeDeploy(aScript()) }),
});
