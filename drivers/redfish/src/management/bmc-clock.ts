import { DriverError, type JsonObject, type JsonValue } from "@steelyard/interfaces";
import { optionalString } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/** Arguments of the step `set_bmc_clock`. */
export interface ClockArgs {
  readonly target_datetime?: string;
  readonly datetime_local_offset?: string;
}

/** How far the clock may be off when it is read again. The BMC counts in whole seconds, and the requests take time. */
const TOLERANCE_MS = 5_000;

/**
 * Sets the clock of the BMC. A target that is given is counted from the first attempt, so a repeat does not set the clock
 * back.
 *
 * @remarks Source: Ironic `RedfishManagement.set_bmc_clock`; DSP0268, Manager, `DateTime`.
 * @throws DriverError `NOT_SUPPORTED`, `INVALID_PARAMETER`, `STEP_FAILED` when the clock shows another time afterwards
 */
export async function setBmcClock(bmc: Bmc, args: ClockArgs, now: () => number): Promise<void> {
  const { task } = bmc;
  const asked = args.target_datetime === undefined ? undefined : Date.parse(args.target_datetime);
  if (asked !== undefined && Number.isNaN(asked))
    throw new DriverError("INVALID_PARAMETER", { reason: "target_datetime is not a time in ISO 8601." });
  const managers = await bmc.managers(await bmc.system());
  const manager = managers.find((each) => optionalString(each, "DateTime") !== undefined);
  if (manager === undefined) throw new DriverError("NOT_SUPPORTED", { reason: "The BMC does not tell its time." });
  const firstMs = startedAt(task.checkpointed) ?? now();
  if (task.checkpointed === undefined && asked !== undefined) await task.checkpoint({ startedAtMs: firstMs });
  const wantedMs = (): number => (asked === undefined ? now() : asked + (now() - firstMs));
  const body: JsonObject = {
    DateTime: new Date(wantedMs()).toISOString().replace(/\.\d+Z$/, "+00:00"),
    ...(args.datetime_local_offset === undefined ? {} : { DateTimeLocalOffset: args.datetime_local_offset }),
  };
  await bmc.patch(manager.uri, body);
  const shown = Date.parse(optionalString(await bmc.get(manager.uri), "DateTime") ?? "");
  if (Number.isNaN(shown) || Math.abs(shown - wantedMs()) > TOLERANCE_MS)
    throw new DriverError("STEP_FAILED", {
      reason: "The BMC took the time and shows another one.",
      path: manager.uri,
      wanted: body["DateTime"] ?? null,
    });
}

function startedAt(checkpoint: JsonValue | undefined): number | undefined {
  if (checkpoint === null || typeof checkpoint !== "object" || Array.isArray(checkpoint)) return undefined;
  const value = (checkpoint as JsonObject)["startedAtMs"];
  return typeof value === "number" ? value : undefined;
}
