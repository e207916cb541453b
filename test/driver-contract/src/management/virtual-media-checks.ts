import { isSupported } from "../suite/attempt.js";
import type { Check } from "../suite/check.js";
import { mustBeJson } from "../suite/must.js";
import { imageUrlOf } from "./management-calls.js";
import type { ManagementHarness } from "./management-harness.js";

export const virtualMediaChecks: readonly Check<ManagementHarness>[] = [
  {
    title: "inserts a medium in place of what was there, and ejects what may not be there any more",
    run: async (harness) => {
      const { management, task } = harness;
      const url = imageUrlOf(harness);
      const attach = () => management.attachVirtualMedia(task, "cdrom", url);
      if (!(await isSupported(harness, attach))) return;
      await attach();
      if (!(await shows(harness, url))) throw new Error("the inserted medium is not among the virtual media");
      for (const types of [["cdrom"], ["cdrom"], undefined] as const) await management.detachVirtualMedia(task, types);
      if (await shows(harness, url)) throw new Error("the medium is still inserted");
    },
  },
];

async function shows(harness: ManagementHarness, url: string): Promise<boolean> {
  const media = await harness.management.getVirtualMedia(harness.task);
  mustBeJson("virtual media", media);
  return JSON.stringify(media).includes(url);
}
