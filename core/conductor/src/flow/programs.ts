import type { ProvisionState } from "@steelyard/interfaces";
import type { Action, ActionCall } from "@steelyard/runtime-interfaces";
import { type Cursor, event, internal, type PlanEntry, startOf } from "./cursor.js";

/** What each action does, before its steps are planned. Every name is one of `INTERNAL_STEPS`. */
export const PROGRAMS: Readonly<Record<Exclude<ActionCall, "abort">, readonly PlanEntry[]>> = {
  verify: [internal("verify.power"), internal("verify.plan"), internal("verify.read"), event("done")],
  provide: [internal("clean.decide"), event("done")],
  clean: [internal("clean.check"), event("done")],
  inspect: [internal("inspect.run"), event("done")],
  deploy: [internal("deploy.prepare"), internal("deploy.plan")],
  rebuild: [internal("deploy.prepare"), internal("deploy.plan")],
  undeploy: [
    internal("undeploy.tear-down"),
    internal("undeploy.wipe"),
    internal("undeploy.clean"),
    internal("clean.decide"),
    event("done"),
  ],
  adopt: [internal("adopt.take-over"), event("done")],
  service: [internal("service.check"), event("done")],
  rescue: [internal("rescue.start"), internal("rescue.finish"), event("done")],
  unrescue: [internal("unrescue.start"), internal("unrescue.finish"), event("done")],
  power: [internal("power.change"), internal("power.finish")],
  console: [internal("console.change")],
  "boot-mode": [internal("boot-mode.change")],
  "secure-boot": [internal("secure-boot.change")],
};

/** Actions that go with no provision state: they leave it as it is, whatever comes. */
export const STATELESS_CALLS: ReadonlySet<ActionCall> = new Set<ActionCall>([
  "power",
  "console",
  "boot-mode",
  "secure-boot",
]);

/** What an abort does after the state was moved, by the state it was asked in. Source: reference "States" §4. */
export const ABORT_PROGRAMS: Readonly<Partial<Record<ProvisionState, readonly PlanEntry[]>>> = {
  "clean wait": [internal("clean.fail")],
  "clean hold": [internal("clean.fail")],
  "wait call-back": [internal("deploy.fail")],
  "deploy hold": [internal("deploy.fail")],
  "inspect wait": [internal("inspect.abort")],
  "rescue wait": [internal("rescue.abort")],
  "service wait": [internal("service.fail"), event("abort")],
  "service hold": [internal("service.fail"), event("abort")],
};

/** The arguments of an `abort` action: what was aborted. */
export interface AbortArgs {
  readonly from: ProvisionState;
  readonly has_ramdisk: boolean;
}

/** The cursor a new action starts with. */
export function programOf({ call, args }: Action): Cursor {
  if (call !== "abort") return startOf(PROGRAMS[call]);
  const { from, has_ramdisk: hasRamdisk } = args as unknown as AbortArgs;
  return startOf(ABORT_PROGRAMS[from] ?? [], hasRamdisk);
}
