import { type DeployInterface, DONE, DriverError, NoopDeploy } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, type Loose, odd } from "../suite/pieces.test.support.js";
import { DEPLOY_CONTRACT, type DeployHarness } from "./describe-deploy-interface.js";

describe("the deploy contract", () => {
  const make = (): DeployHarness & { deploy: Loose<DeployInterface> } => ({
    ...wireHarness(new MemoryWire()),
    deploy: new NoopDeploy(),
  });
  itNotices(checksOf<"deploy", DeployHarness>(DEPLOY_CONTRACT, "acme") as never, make, [
    [
      "waits without saying how long",
      /answers prepare /,
      (h) => {
        h.deploy.prepare = async () => odd;
      },
    ],
    [
      "says that a step runs which was never sent",
      /never sent/,
      (h) => {
        h.deploy.checkAgentStep = async () => DONE;
      },
    ],
    [
      "lists a step for a phase it does not run in",
      /lists the agent's steps/,
      (h) => {
        h.deploy.getAgentSteps = async () => [
          {
            interface: "deploy",
            step: "erase_devices",
            phases: { clean: { priority: 1 } },
            priority: 1,
            repeat: "attach",
            needsRamdisk: true,
            isAbortable: true,
          },
        ];
      },
    ],
    [
      "gives logs as text",
      /logs as bytes/,
      (h) => {
        h.deploy.collectAgentLogs = async () => "logs" as never;
      },
    ],
    [
      "cleans up only once",
      /cleans up, also again/,
      (h) => {
        const clean = alternating<boolean>(true, false);
        h.deploy.cleanUp = async () => {
          if (!(await clean())) throw new DriverError("INTERNAL");
        };
      },
    ],
  ]);
});
