import * as agent from "@steelyard/driver-agent";
import * as fake from "@steelyard/driver-fake";
import * as ipmi from "@steelyard/driver-ipmi";
import * as pxe from "@steelyard/driver-pxe";
import * as redfish from "@steelyard/driver-redfish";
import * as images from "@steelyard/images";

/** The drivers and plugins this program brings; others come by `plugins` in the configuration. */
export const KNOWN_MODULES = [
  { from: "@steelyard/driver-agent", module: agent },
  { from: "@steelyard/driver-fake", module: fake },
  { from: "@steelyard/driver-ipmi", module: ipmi },
  { from: "@steelyard/driver-pxe", module: pxe },
  { from: "@steelyard/driver-redfish", module: redfish },
  { from: "@steelyard/images", module: images },
];
