import { describeDriver } from "@steelyard/driver-contract";
import { fakeDriver } from "./driver.js";

describeDriver("fake", fakeDriver, { load: () => import("./driver.js") });
