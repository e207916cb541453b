import { linkOf, optionalString, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { quantityOf } from "./quantity-of.js";

/** Architecture by instruction set. Source: reference/redfish.md §8; DSP0268, Processor, `InstructionSet`. */
const ARCHITECTURE_OF: Readonly<Record<string, string>> = {
  x86: "i686",
  "x86-64": "x86_64",
  "ARM-A32": "arm",
  "ARM-A64": "aarch64",
  "IA-64": "ia64",
  MIPS32: "mips",
  MIPS64: "mips64",
};

/** Services without instruction sets; no machine behind Redfish has a 32-bit x86 or ARM CPU. Source: DSP0268, Processor. */
const ARCHITECTURE_OF_FAMILY: Readonly<Record<string, string>> = { x86: "x86_64", ARM: "aarch64" };

/** NVIDIA's OpenBMC tells the instruction set as the model of the summary alone. */
const ARM_MODEL = /^ARMv[89]\b/;

/** What is known of the CPUs; `architecture` is empty and `count` 0 where the BMC does not tell. */
export interface Cpus {
  readonly count: number;
  readonly architecture: string;
  readonly model_name?: string;
  /** MHz. */
  readonly frequency?: number;
}

/** @returns threads of all CPUs, and model, speed and architecture of the first one that tells them */
export async function readCpus(bmc: Bmc, system: RedfishResource): Promise<Cpus> {
  const members = await bmc.members(linkOf(system, "Processors"));
  const cpus = members.filter((each) => isCpu(each) && optionalString(each, "Status", "State") !== "Absent");
  const models = cpus.map((cpu) => optionalString(cpu, "Model")?.trim()).filter(Boolean);
  const model = models[0] ?? optionalString(system, "ProcessorSummary", "Model")?.trim();
  const frequency = cpus.map((cpu) => quantityOf(cpu, "MaxSpeedMHz")).find((each) => each !== undefined && each > 0);
  return {
    count: countOf(system, cpus),
    architecture: architectureOf(system, cpus) ?? "",
    ...(model ? { model_name: model } : {}),
    ...(frequency === undefined ? {} : { frequency }),
  };
}

function architectureOf(system: RedfishResource, cpus: readonly RedfishResource[]): string | undefined {
  const told = (name: string, table: Readonly<Record<string, string>>): string | undefined =>
    cpus.map((cpu) => table[optionalString(cpu, name) ?? ""]).find((each) => each !== undefined);
  const isArm = ARM_MODEL.test(optionalString(system, "ProcessorSummary", "Model") ?? "");
  return (
    told("InstructionSet", ARCHITECTURE_OF) ??
    told("ProcessorArchitecture", ARCHITECTURE_OF_FAMILY) ??
    (isArm ? "aarch64" : undefined)
  );
}

/** Accelerators are processors too. */
function isCpu(processor: RedfishResource): boolean {
  return (optionalString(processor, "ProcessorType") ?? "CPU") === "CPU";
}

/** Logical CPUs, as an operating system counts them; cores where threads are not told. */
function countOf(system: RedfishResource, cpus: readonly RedfishResource[]): number {
  const sum = (name: string): number => cpus.reduce((total, cpu) => total + (quantityOf(cpu, name) ?? 0), 0);
  const told = [
    () => sum("TotalThreads"),
    () => quantityOf(system, "ProcessorSummary", "LogicalProcessorCount") ?? 0,
    () => sum("TotalCores"),
    () => quantityOf(system, "ProcessorSummary", "CoreCount") ?? 0,
  ];
  for (const count of told) {
    const found = count();
    if (found > 0) return found;
  }
  return 0;
}
