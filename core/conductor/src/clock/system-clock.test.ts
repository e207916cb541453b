import { describeClock } from "@steelyard/plugin-contract";
import { systemClock } from "./system-clock.js";

describeClock("of the system", () => ({ clock: systemClock }));
