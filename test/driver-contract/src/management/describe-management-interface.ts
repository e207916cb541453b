import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, SuiteOptions } from "../suite/interface-harness.js";
import { bootSettingChecks } from "./boot-setting-checks.js";
import { indicatorChecks } from "./indicator-checks.js";
import { imageUrlOf, managementCalls } from "./management-calls.js";
import type { ManagementHarness } from "./management-harness.js";
import { readingChecks } from "./reading-checks.js";
import { virtualMediaChecks } from "./virtual-media-checks.js";

export const MANAGEMENT_CONTRACT: Contract<"management", ManagementHarness> = {
  type: "management",
  calls: (harness) => managementCalls(harness, imageUrlOf(harness)),
  checks: [...bootSettingChecks, ...readingChecks, ...indicatorChecks, ...virtualMediaChecks],
};

/**
 * The contract of `ManagementInterface`. A method may be unsupported; then it has to stay so.
 * @param name - of the implementation
 * @public
 */
export function describeManagementInterface(
  name: string,
  make: HarnessMaker<ManagementHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(MANAGEMENT_CONTRACT, name, make, options);
}
