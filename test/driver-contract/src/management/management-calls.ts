import { BOOT_DEVICES } from "@steelyard/interfaces";
import { ifSupported } from "../suite/attempt.js";
import type { WireCall } from "../suite/wire-checks.js";
import type { ManagementHarness } from "./management-harness.js";

/** RFC 5737 keeps 192.0.2.0/24 for documentation. */
export function imageUrlOf({ imageUrl = "http://192.0.2.1/medium.iso" }: ManagementHarness): string {
  return imageUrl;
}

/** Every method once, with arguments the machine of the harness takes. */
export async function managementCalls(
  harness: ManagementHarness,
  imageUrl: string,
): Promise<readonly WireCall<ManagementHarness>[]> {
  const { management, task } = harness;
  const [device] = (await ifSupported(harness, () => management.getSupportedBootDevices(task))) ?? [];
  const [mode] = (await ifSupported(harness, () => management.getSupportedBootModes(task))) ?? [];
  const read = (name: string, call: WireCall<ManagementHarness>["call"]) => ({ name, isWrite: false, call });
  const write = (name: string, call: WireCall<ManagementHarness>["call"]) => ({ name, isWrite: true, call });
  return [
    read("getSupportedBootDevices", (h) => h.management.getSupportedBootDevices(h.task)),
    read("getBootDevice", (h) => h.management.getBootDevice(h.task)),
    write("setBootDevice", (h) => h.management.setBootDevice(h.task, device ?? BOOT_DEVICES[0])),
    write("setBootDevice, persistent", (h) =>
      h.management.setBootDevice(h.task, device ?? BOOT_DEVICES[0], { persistent: true }),
    ),
    read("getSupportedBootModes", (h) => h.management.getSupportedBootModes(h.task)),
    read("getBootMode", (h) => h.management.getBootMode(h.task)),
    write("setBootMode", (h) => h.management.setBootMode(h.task, mode ?? "uefi")),
    read("getSecureBootState", (h) => h.management.getSecureBootState(h.task)),
    write("setSecureBootState", (h) => h.management.setSecureBootState(h.task, false)),
    read("getSensorsData", (h) => h.management.getSensorsData(h.task)),
    read("getNodeHealth", (h) => h.management.getNodeHealth(h.task)),
    write("injectNmi", (h) => h.management.injectNmi(h.task)),
    read("getSupportedIndicators", (h) => h.management.getSupportedIndicators(h.task)),
    read("detectVendor", (h) => h.management.detectVendor(h.task)),
    read("getMacAddresses", (h) => h.management.getMacAddresses(h.task)),
    read("getVirtualMedia", (h) => h.management.getVirtualMedia(h.task)),
    write("attachVirtualMedia", (h) => h.management.attachVirtualMedia(h.task, "cdrom", imageUrl)),
    write("detachVirtualMedia", (h) => h.management.detachVirtualMedia(h.task)),
  ];
}
