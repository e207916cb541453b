import { INDICATOR_COMPONENTS, INDICATOR_STATES, type IndicatorComponent } from "@steelyard/interfaces";
import { ifSupported, mustRefuse } from "../suite/attempt.js";
import type { Check } from "../suite/check.js";
import { mustBecome, mustBeNames, mustEqual } from "../suite/must.js";
import type { ManagementHarness } from "./management-harness.js";

export const indicatorChecks: readonly Check<ManagementHarness>[] = [
  {
    title: "lists indicators by component, for one component as for all",
    run: async (harness) => {
      const { management, task } = harness;
      const all = await ifSupported(harness, () => management.getSupportedIndicators(task));
      if (all === undefined) return;
      mustBeNames("indicator component", Object.keys(all), INDICATOR_COMPONENTS);
      for (const component of INDICATOR_COMPONENTS) {
        const some = await management.getSupportedIndicators(task, component);
        mustEqual(`indicators of ${component}`, some[component] ?? {}, all[component] ?? {});
        mustBeNames("indicator component", Object.keys(some), [component]);
      }
    },
  },
  {
    title: "sets every indicator that can be set to every state it has, and tells it then",
    run: async (harness) => {
      const { management, task } = harness;
      const all = (await ifSupported(harness, () => management.getSupportedIndicators(task))) ?? {};
      for (const [component, indicators] of Object.entries(all) as [IndicatorComponent, object][]) {
        for (const [indicator, { readonly, states }] of Object.entries(indicators)) {
          mustBeNames("indicator state", states, INDICATOR_STATES);
          mustBeNames(
            "indicator state",
            [await management.getIndicatorState(task, component, indicator)],
            INDICATOR_STATES,
          );
          for (const state of readonly ? [] : states) {
            for (let times = 0; times < 2; times += 1)
              await management.setIndicatorState(task, component, indicator, state);
            await mustBecome(
              harness,
              `indicator ${component}/${indicator}`,
              () => management.getIndicatorState(task, component, indicator),
              (value) => value === state,
            );
          }
        }
      }
    },
  },
  {
    title: "refuses an indicator it does not have, before any write",
    run: async (harness) => {
      const { management, task } = harness;
      const codes = ["INVALID_PARAMETER", "NOT_SUPPORTED"] as const;
      await mustRefuse(harness, codes, () => management.getIndicatorState(task, "chassis", "no such indicator"));
      await mustRefuse(harness, codes, () => management.setIndicatorState(task, "chassis", "no such indicator", "on"));
      if (harness.seen().length > 0) throw new Error("a refused indicator reached the machine");
    },
  },
];
