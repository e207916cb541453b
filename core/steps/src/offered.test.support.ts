import type { JsonSchema, StepPhase } from "@steelyard/interfaces";
import type { OfferedStep } from "./index.js";

/** An offered step written as one line: `offer("raid.create_configuration", { clean: 0 })`. */
export function offer(
  id: string,
  phases: Partial<Record<StepPhase, number>>,
  more: Partial<OfferedStep> & { args?: JsonSchema } = {},
): OfferedStep {
  const [type, step] = id.split(".") as [OfferedStep["interface"], string];
  return {
    interface: type,
    step,
    phases: Object.fromEntries(Object.entries(phases).map(([phase, priority]) => [phase, { priority }])),
    repeat: "safe",
    needsRamdisk: false,
    isAbortable: false,
    source: "interface",
    ...more,
  };
}

export const SETTINGS: JsonSchema = {
  type: "object",
  properties: {
    settings: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        properties: { name: { type: "string" }, value: { type: ["string", "number", "boolean"] } },
        required: ["name", "value"],
        additionalProperties: false,
      },
      description: "Settings to write.",
    },
    mode: { enum: ["now", "later"] },
    url: { type: "string", format: "uri" },
  },
  required: ["settings"],
  additionalProperties: false,
};
