import { apiSurface } from "@steelyard/api";
import type { LoadedModules } from "../program/load-modules.js";
import { allSections } from "../program/sections.js";
import { configurationPage } from "./configuration-page.js";
import { errorsPage } from "./errors-page.js";
import { microversionsPage } from "./microversions-page.js";
import { pendingPage } from "./pending-page.js";
import { statesPage } from "./states-page.js";
import { stepsPage } from "./steps-page.js";

/** The pages of `docs/reference`, by file name, as the tables of what is loaded say. */
export function referencePages(loaded: LoadedModules): ReadonlyMap<string, string> {
  return new Map([
    ["configuration.md", configurationPage(allSections(loaded))],
    ["errors.md", errorsPage()],
    ["microversions.md", microversionsPage(apiSurface())],
    ["pending.md", pendingPage(loaded.drivers)],
    ["states.md", statesPage()],
    ["steps.md", stepsPage(loaded.drivers)],
  ]);
}
