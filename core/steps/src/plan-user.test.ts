import { describe, expect, test } from "vitest";
import { isFlowControl, planDeploy, planUserSteps, stepId, type UserStep } from "./index.js";
import { offer, SETTINGS } from "./offered.test.support.js";

const AGENT = { source: "agent", needsRamdisk: true } as const;
const offered = [
  offer("deploy.deploy", { deploy: 100 }, { needsRamdisk: true }),
  offer("deploy.write_image", { deploy: 80 }, { needsRamdisk: true }),
  offer("deploy.boot_instance", { deploy: 20 }),
  offer("bios.apply_configuration", { clean: 0, deploy: 0, service: 0 }, { args: SETTINGS }),
  offer("raid.create_configuration", { clean: 0 }, { needsRamdisk: true, isAbortable: true, repeat: "verify" }),
  offer("network.reattach_networking", { service: 0 }),
];
const args = { settings: [{ name: "a", value: 1 }] };
const bios: UserStep = { interface: "bios", step: "apply_configuration", args };
const inBand: UserStep = { interface: "deploy", step: "burnin_cpu" };

describe("planUserSteps", () => {
  test("keeps the order given, with flow-control steps and repetitions", () => {
    const { steps, unknown } = planUserSteps(
      "clean",
      [
        { interface: "raid", step: "create_configuration" },
        { interface: "power", step: "reboot" },
        bios,
        { interface: "deploy", step: "wait", args: { seconds: 5 } },
        bios,
        { interface: "power", step: "hold" },
      ],
      offered,
      { isAgentKnown: false },
    );
    expect(unknown).toEqual([]);
    expect(steps.map((step) => [stepId(step), step.source])).toEqual([
      ["raid.create_configuration", "interface"],
      ["power.reboot", "flow"],
      ["bios.apply_configuration", "interface"],
      ["deploy.wait", "flow"],
      ["bios.apply_configuration", "interface"],
      ["power.hold", "flow"],
    ]);
    expect(steps[0]).toEqual({
      interface: "raid",
      step: "create_configuration",
      args: {},
      priority: 0,
      source: "interface",
      repeat: "verify",
      needsRamdisk: true,
      isAbortable: true,
    });
    expect(steps[3]?.args).toEqual({ seconds: 5 });
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  test("hands back what only the agent can know, and refuses it once the agent is known", () => {
    expect(planUserSteps("clean", [bios, inBand], offered, { isAgentKnown: false })).toMatchObject({
      steps: [{ step: "apply_configuration" }],
      unknown: [inBand],
    });
    const refused = () => planUserSteps("clean", [inBand], offered, { isAgentKnown: true });
    expect(refused).toThrow(expect.objectContaining({ code: "STEP_UNKNOWN" }));
    expect(refused).toThrow(/no clean step deploy\.burnin_cpu\. Steps of the deploy interface: none/);
    const withAgent = [...offered, offer("deploy.burnin_cpu", { clean: 0 }, AGENT)];
    expect(planUserSteps("clean", [inBand], withAgent, { isAgentKnown: true }).steps).toMatchObject([AGENT]);
  });

  test("refuses a step of another phase, naming the phases it has", () => {
    expect(() =>
      planUserSteps("clean", [{ interface: "deploy", step: "write_image" }], offered, { isAgentKnown: true }),
    ).toThrow(/no clean step deploy\.write_image\. It is a step of deploy/);
  });

  test("refuses what needs the ramdisk where the request disables it", () => {
    const options = { isAgentKnown: false, disableRamdisk: true };
    expect(() =>
      planUserSteps("clean", [{ interface: "raid", step: "create_configuration" }], offered, options),
    ).toThrow(expect.objectContaining({ code: "INVALID_PARAMETER" }));
    expect(() => planUserSteps("clean", [inBand], offered, options)).toThrow(
      expect.objectContaining({ code: "STEP_UNKNOWN" }),
    );
    expect(planUserSteps("clean", [bios], offered, options).steps).toHaveLength(1);
  });

  test("takes steps of the network interface in service only", () => {
    const step = { interface: "network", step: "reattach_networking" };
    expect(planUserSteps("service", [step], offered, { isAgentKnown: true }).steps).toHaveLength(1);
    expect(() => planUserSteps("clean", [step], offered, { isAgentKnown: false })).toThrow(/must be one of vendor,/);
  });

  test.each<[UserStep, RegExp]>([
    [{ interface: "power", step: "reboot", args: { hard: true } }, /power\.reboot takes no arguments, but hard/],
    [
      { interface: "power", step: "wait", args: { seconds: -1 } },
      /power\.wait has an argument seconds that must be >= 0/,
    ],
    [{ interface: "bios", step: "apply_configuration" }, /needs the argument settings/],
  ])("refuses %j", (step, message) => {
    expect(() => planUserSteps("clean", [step], offered, { isAgentKnown: false })).toThrow(message);
  });

  test("knows the flow-control steps", () => {
    expect(["hold", "wait", "power_on", "power_off", "reboot", "pause", "deploy"].map(isFlowControl)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("planDeploy", () => {
  const plan = (steps: readonly UserStep[], isAgentKnown = false) =>
    planDeploy(offered, steps, { isAgentKnown }).steps.map((step) => `${stepId(step)}@${step.priority}`);

  test("takes the driver's steps above priority 0", () => {
    expect(plan([])).toEqual(["deploy.deploy@100", "deploy.write_image@80", "deploy.boot_instance@20"]);
  });

  test("sorts the request's steps among the driver's; where both name a step, the request wins", () => {
    expect(
      plan([
        { ...bios, priority: 150 },
        { interface: "deploy", step: "boot_instance", priority: 90 },
        { interface: "power", step: "hold", priority: 80 },
      ]),
    ).toEqual([
      "bios.apply_configuration@150",
      "deploy.deploy@100",
      "deploy.boot_instance@90",
      "power.hold@80",
      "deploy.write_image@80",
    ]);
  });

  test("turns steps off with priority 0", () => {
    expect(
      plan([
        { interface: "deploy", step: "deploy", priority: 0 },
        { interface: "deploy", step: "write_image", priority: 0 },
        { ...bios, priority: 0 },
      ]),
    ).toEqual(["deploy.boot_instance@20"]);
  });

  test("hands back what only the agent can know", () => {
    const step = { interface: "raid", step: "apply_configuration", priority: 85 };
    expect(planDeploy(offered, [step], { isAgentKnown: false }).unknown).toEqual([step]);
    expect(() => planDeploy(offered, [step], { isAgentKnown: true })).toThrow(
      /no deploy step raid\.apply_configuration/,
    );
  });

  test("takes the operator's priorities for steps the request does not name", () => {
    const overrides = { "deploy.boot_instance": 0, "deploy.write_image": "70" };
    const { steps } = planDeploy(offered, [], { isAgentKnown: true, overrides });
    expect(steps.map((step) => step.priority)).toEqual([100, 70]);
  });

  test.each<[string, UserStep[], RegExp]>([
    [
      "a step named twice",
      [
        { ...bios, priority: 1 },
        { ...bios, priority: 2 },
      ],
      /bios\.apply_configuration is named twice/,
    ],
    ["a new priority for deploy.deploy", [{ interface: "deploy", step: "deploy", priority: 7 }], /only be turned off/],
    ["a step without a priority", [bios], /needs a priority/],
    ["a priority below 0", [{ ...bios, priority: -3 }], /needs a priority, a whole number from 0/],
  ])("refuses %s", (_, steps, message) => {
    expect(() => plan(steps)).toThrow(message);
  });
});
