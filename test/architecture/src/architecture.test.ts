import { beforeAll, describe, expect, it } from "vitest";
import { fileCycles, packageCycles } from "./rules/cycles.js";
import { dependencies, privateFiles, references } from "./rules/dependencies.js";
import { layers, staleLayerExceptions } from "./rules/layers.js";
import { decorators, manifests } from "./rules/manifests.js";
import { sourceFiles } from "./rules/source-files.js";
import { readWorkspace, type Violation, type Workspace } from "./workspace/workspace.js";

describe("the workspace", () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = readWorkspace();
  });

  it.each<[string, (workspace: Workspace) => readonly Violation[]]>([
    ["imports along the layers", layers],
    ["needs every exception it makes from the layers", staleLayerExceptions],
    ["has no cycle between packages", packageCycles],
    ["has no cycle between files", fileCycles],
    ["declares what it uses and uses what it declares", dependencies],
    ["references the projects it depends on", references],
    ["leaves private files of other packages alone", privateFiles],
    ["has manifests of one kind", manifests],
    ["keeps decorators in the core", decorators],
    ["has files that say what they are, of a readable length, and no test left out", sourceFiles],
  ])("%s", (_title, rule) => {
    const found = rule(workspace).map(({ file, rule, why }) => `${file} — ${rule}: ${why}`);
    expect(found).toEqual([]);
  });
});
