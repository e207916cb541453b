import { randomUUID } from "node:crypto";
import { type JsonObject, NETWORK_PURPOSES, type Port } from "@steelyard/interfaces";
import { attempt, ifSupported, isSupported, valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeJson, mustBeLocal } from "../suite/must.js";
import type { WireCall } from "../suite/wire-checks.js";
import { aPort } from "../task/a-node.js";

/** @public */
export type NetworkHarness = InterfaceHarness<"network">;

const VIF: JsonObject = { id: randomUUID() };
const MOVES = ["addNetwork", "removeNetwork"] as const;
const TENANT = ["configureTenantNetworks", "unconfigureTenantNetworks"] as const;

const portOf = ({ task }: NetworkHarness): Port => task.ports[0] ?? aPort(task.nodeId);
const write = (name: string, call: WireCall<NetworkHarness>["call"]) => ({ name, isWrite: true, call });

export const NETWORK_CONTRACT: Contract<"network", NetworkHarness> = {
  type: "network",
  calls: () => [
    ...MOVES.flatMap((name) =>
      NETWORK_PURPOSES.map((purpose) => write(`${name} ${purpose}`, (h) => h.network[name](h.task, purpose))),
    ),
    ...TENANT.map((name) => write(name, (h) => h.network[name](h.task))),
    write("vifAttach", (h) => h.network.vifAttach(h.task, VIF)),
    write("vifDetach", (h) => h.network.vifDetach(h.task, String(VIF["id"]))),
    write("portChanged", (h) => h.network.portChanged(h.task, portOf(h))),
  ],
  checks: [
    {
      title: "puts a machine on every network and takes it off, also when it is there or gone already",
      run: async (harness) => {
        const { network, task } = harness;
        for (const purpose of NETWORK_PURPOSES) {
          for (const move of MOVES) await valuesOf(harness, 2, () => network[move](task, purpose));
        }
        for (const move of TENANT) await valuesOf(harness, 2, () => network[move](task));
      },
    },
    {
      title: "lists a VIF while it is attached",
      run: async (harness) => {
        const { network, task } = harness;
        const list = () => JSON.stringify(network.vifList(task));
        if (!(await isSupported(harness, () => network.vifAttach(task, VIF)))) return;
        if (!list().includes(String(VIF["id"]))) throw new Error("an attached VIF is not listed");
        await network.vifDetach(task, String(VIF["id"]));
        if (list().includes(String(VIF["id"]))) throw new Error("a detached VIF is still listed");
      },
    },
    {
      title: "answers what is asked of the rows without I/O",
      run: async (harness) => {
        const { network, task } = harness;
        const vif = mustBeLocal("getCurrentVif", () => network.getCurrentVif(task, portOf(harness)));
        if (vif !== null && typeof vif !== "string") throw new Error("getCurrentVif tells an id or null");
        if (typeof mustBeLocal("needPowerOn", () => network.needPowerOn(task)) !== "boolean")
          throw new Error("needPowerOn is true or false");
        const list = await ifSupported(harness, () => mustBeLocal("vifList", () => network.vifList(task)));
        if (list !== undefined && !Array.isArray(list)) throw new Error("vifList is a list");
        for (const method of ["validateRescue", "validateInspection"] as const)
          await attempt(harness, () => mustBeLocal(method, () => network[method](task)));
      },
    },
    {
      title: "gives network data for the ramdisk as plain JSON",
      run: async ({ network, task }) => {
        const data = await network.getNodeNetworkData(task);
        if (typeof data !== "object" || data === null || Array.isArray(data)) throw new Error("it is no object");
        mustBeJson("network data", data);
      },
    },
    {
      title: "accepts or refuses a changed port and portgroup with an error of the table",
      run: async (harness) => {
        await attempt(harness, () => harness.network.portChanged(harness.task, portOf(harness)));
        for (const portgroup of harness.task.portgroups)
          await attempt(harness, () => harness.network.portgroupChanged(harness.task, portgroup));
      },
    },
  ],
};

/**
 * The contract of `NetworkInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeNetworkInterface(
  name: string,
  make: HarnessMaker<NetworkHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(NETWORK_CONTRACT, name, make, options);
}
