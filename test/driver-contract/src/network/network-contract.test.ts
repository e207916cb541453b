import { DriverError, type NetworkInterface, NoopNetwork } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, type Loose } from "../suite/pieces.test.support.js";
import { NETWORK_CONTRACT, type NetworkHarness } from "./describe-network-interface.js";

describe("the network contract", () => {
  const make = (): NetworkHarness & { network: Loose<NetworkInterface> } => ({
    ...wireHarness(new MemoryWire()),
    network: new NoopNetwork() as Loose<NetworkInterface>,
  });
  itNotices(checksOf<"network", NetworkHarness>(NETWORK_CONTRACT, "acme") as never, make, [
    [
      "does not list an attached VIF",
      /lists a VIF/,
      (h) => {
        h.network.vifAttach = async () => {};
        h.network.vifList = () => [];
      },
    ],
    [
      "adds a machine only once",
      /puts a machine/,
      (h) => {
        const add = alternating<boolean>(true, false);
        h.network.addNetwork = async () => {
          if (!(await add())) throw new DriverError("BMC_ERROR");
        };
      },
    ],
    [
      "answers needPowerOn with a promise",
      /without I\/O/,
      (h) => {
        h.network.needPowerOn = (async () => true) as never;
      },
    ],
    [
      "gives network data that is no object",
      /network data/,
      (h) => {
        h.network.getNodeNetworkData = async () => [] as never;
      },
    ],
  ]);
});
