import { randomUUID } from "node:crypto";
import { type InspectionData, type InspectOutcome, isDriverError, type JsonValue } from "@steelyard/interfaces";
import { isStoreError } from "@steelyard/runtime-interfaces";
import type { FlowRun } from "./flow-run.js";
import type { InternalOutcome, InternalStep } from "./internal-step.js";

async function take(run: FlowRun, outcome: InspectOutcome): Promise<InternalOutcome> {
  if (outcome.kind !== "inspected") return outcome;
  const { task, parts } = run;
  if (outcome.data !== null) {
    await parts.store.nodeData.saveInspectionData(task.nodeId, outcome.data);
    await createPorts(run, outcome.data);
  }
  await task.save({ inspectionFinishedAt: parts.clock.now().toISOString(), inspectionStartedAt: null });
  return { kind: "done" };
}

/** Ports for the NICs that were found and that nobody has yet. Source: Ironic `inspect_utils.create_ports_if_not_exist`. */
async function createPorts(run: FlowRun, { inventory }: InspectionData): Promise<void> {
  const { task, parts } = run;
  for (const address of macAddresses(inventory["interfaces"])) {
    if (task.ports.some((port) => port.address === address)) continue;
    try {
      await parts.store.ports.create({ uuid: randomUUID(), address, nodeUuid: task.nodeId });
    } catch (error) {
      if (!isStoreError(error, "DUPLICATE")) throw error;
      task.log.warn("a port with the MAC address of a found NIC exists already", { node: task.nodeId, address });
    }
  }
  await task.reloadPorts();
}

function macAddresses(interfaces: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(interfaces)) return [];
  const found = (interfaces as readonly JsonValue[]).flatMap((each) => {
    const address = each !== null && typeof each === "object" && !Array.isArray(each) ? mac(each) : undefined;
    return address === undefined ? [] : [address];
  });
  return [...new Set(found)];
}

function mac(nic: { readonly [key: string]: JsonValue } | readonly JsonValue[]): string | undefined {
  const address = (nic as { readonly [key: string]: JsonValue })["mac_address"];
  return typeof address === "string" ? address.toLowerCase() : undefined;
}

/** Inspecting. Source: Ironic `ironic.conductor.inspection`. */
export const inspectSteps = {
  "inspect.run": async (run) => {
    const { task, parts } = run;
    task.interfaceOf("power").validate(task);
    task.interfaceOf("inspect").validate(task);
    await task.save({ inspectionStartedAt: parts.clock.now().toISOString(), inspectionFinishedAt: null });
    return take(run, await task.interfaceOf("inspect").inspectHardware(task));
  },
  "inspect.fail": async (run) => {
    await run.task.save({ inspectionStartedAt: null });
    if (run.cursor.hasRamdisk) {
      try {
        await run.task.interfaceOf("inspect").abort(run.task);
      } catch (error) {
        if (!isDriverError(error, "NOT_SUPPORTED")) throw error;
      }
    }
    return { kind: "done" };
  },
  "inspect.abort": async (run) => {
    await run.task.save({ inspectionStartedAt: null });
    await run.task.interfaceOf("inspect").abort(run.task);
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
