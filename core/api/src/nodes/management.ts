import { BOOT_DEVICES, type BootDevice } from "@steelyard/interfaces";
import { badRequest } from "../http/api-error.js";
import { type Answer, type Call, flagArg, noContent, ok, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { nodeOf } from "./node-ident.js";

async function getBootDevice(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const { bootDevice, persistent } = await call.conductor.getBootDevice(node.uuid, call.signal);
  return ok({ boot_device: bootDevice, persistent });
}

async function setBootDevice(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const device = textArg(call, "boot_device") ?? "";
  if (!(BOOT_DEVICES as readonly string[]).includes(device))
    throw badRequest(`Invalid boot device "${device}": expected one of ${BOOT_DEVICES.join(", ")}.`);
  await call.conductor.setBootDevice(
    node.uuid,
    device as BootDevice,
    flagArg(call, "persistent") ?? false,
    call.signal,
  );
  return noContent();
}

async function supported(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  return ok({ supported_boot_devices: await call.conductor.getSupportedBootDevices(node.uuid, call.signal) });
}

async function injectNmi(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  await call.conductor.injectNmi(node.uuid, call.signal);
  return noContent();
}

const MANAGEMENT = "/v1/nodes/:node_ident/management";

/** `/v1/nodes/{node}/management…`. */
export const managementEndpoints: readonly Endpoint[] = [
  { method: "GET", path: `${MANAGEMENT}/boot_device`, run: getBootDevice },
  {
    method: "PUT",
    path: `${MANAGEMENT}/boot_device`,
    body: "arguments",
    args: { boot_device: { kind: "string", isRequired: true }, persistent: { kind: "boolean" } },
    run: setBootDevice,
  },
  { method: "GET", path: `${MANAGEMENT}/boot_device/supported`, run: supported },
  { method: "PUT", path: `${MANAGEMENT}/inject_nmi`, since: 29, body: "arguments", run: injectNmi },
];
