import {
  BMC_SESSIONS,
  CALLBACKS,
  type Callbacks,
  DriverError,
  IMAGES,
  type Images,
  MACHINE_FILES,
  NoBmcSessions,
  type NodeTask,
  type Provider,
  provide,
  type ResolvedImage,
} from "@steelyard/interfaces";
import { MemoryMachineFiles } from "./memory-machine-files.js";

/** The callbacks of a conductor at `url`. @public */
export function someCallbacks(url = "http://conductor.test:6385"): Callbacks {
  return { agentApiUrl: async () => url };
}

/** Images that know those of `known`, by `image_source`; config drives only as URLs. @public */
export function someImages(known: Readonly<Record<string, ResolvedImage>> = {}): Images {
  const find = (instanceInfo: NodeTask["node"]["instanceInfo"]): ResolvedImage => {
    const source = instanceInfo["image_source"];
    if (typeof source !== "string")
      throw new DriverError("MISSING_PARAMETER", { reason: "instance_info/image_source is not set." });
    const image = Object.hasOwn(known, source) ? known[source] : undefined;
    if (image === undefined) throw new DriverError("IMAGE_NOT_FOUND", { reason: `There is no image ${source}.` });
    return image;
  };
  return {
    resolve: async (task) => find(task.node.instanceInfo),
    validate: (instanceInfo) => void find(instanceInfo),
    configDrive: async (task) => {
      const drive = task.node.instanceInfo["configdrive"];
      return typeof drive === "string" ? drive : undefined;
    },
  };
}

/** Suppliers of the services that every conductor has. @public */
export function someServices(): readonly Provider[] {
  return [
    provide(BMC_SESSIONS, { deps: {}, create: () => new NoBmcSessions() }),
    provide(CALLBACKS, { deps: {}, create: () => someCallbacks() }),
    provide(IMAGES, { deps: {}, create: () => someImages() }),
    provide(MACHINE_FILES, { deps: {}, create: () => new MemoryMachineFiles() }),
  ];
}
