import { bind, DONE, defineDriver, type NodeTask, NoVendor, stepsFor } from "@steelyard/interfaces";

/** What our rack knows of its machines. */
class RackVendor extends NoVendor {
  override validate(): void {}
  async recordPlace(task: NodeTask, place: string): Promise<void> {
    await task.update({ properties: { set: { place } } });
  }
}

const steps = stepsFor<RackVendor>()
  .step<{ place: string }>("record_place", {
    summary: "Write down where in the rack the machine stands.",
    phases: { clean: { priority: 0 } },
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: true,
    args: {
      type: "object",
      required: ["place"],
      additionalProperties: false,
      properties: { place: { type: "string", description: "Rack and unit, e.g. R12-U7." } },
    },
    run: async (rack, task, { place }) => {
      await rack.recordPlace(task, place);
      return DONE;
    },
  })
  .build();

/** Hardware type `rack`: power of Acme's BMC or faked, everything else faked, and our own step. */
export const rackDriver = defineDriver({
  id: "rack",
  interfaces: {
    ...{ boot: ["fake"], deploy: ["fake"], management: ["fake"], power: ["fake", "acme"], network: ["noop"] },
    vendor: [bind("vendor", "rack", { deps: {}, create: () => new RackVendor(), steps })],
  },
});
