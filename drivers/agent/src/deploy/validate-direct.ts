import { DriverError, type JsonObject, type Node, parseCapabilities } from "@steelyard/interfaces";

/** Source: Ironic `ironic.drivers.modules.deploy_utils.SUPPORTED_CAPABILITIES`. */
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  boot_mode: ["bios", "uefi"],
  secure_boot: ["true", "false"],
  disk_label: ["msdos", "gpt"],
};

/** Image servers of Ironic's that are not here: `swift`. */
const DOWNLOAD_SOURCES = ["http", "local"];

/** @throws DriverError `INVALID_PARAMETER` */
export function validateCapabilities(node: Node): void {
  const fields = { "properties/capabilities": node.properties, "instance_info/capabilities": node.instanceInfo };
  for (const [field, info] of Object.entries(fields)) {
    const found = parseCapabilities(info["capabilities"]);
    for (const [name, allowed] of Object.entries(CAPABILITIES)) {
      const value = found.get(name);
      if (value !== undefined && value !== "" && !allowed.includes(value))
        throw invalid(`${field} has ${name} ${value}; known are ${allowed.join(", ")}.`);
    }
  }
}

/** @throws DriverError `INVALID_PARAMETER` */
export function validateDownload({ driverInfo }: Node): void {
  const source = driverInfo["image_download_source"];
  if (source !== undefined && source !== null && !DOWNLOAD_SOURCES.includes(String(source)))
    throw invalid(`driver_info/image_download_source is ${String(source)}; known are ${DOWNLOAD_SOURCES.join(", ")}.`);
  for (const key of ["image_http_proxy", "image_https_proxy"]) validateProxy(driverInfo, key);
  const noProxy = driverInfo["image_no_proxy"];
  if (noProxy !== undefined && noProxy !== null && !isNoProxy(noProxy))
    throw invalid(
      "driver_info/image_no_proxy is not a comma list of host names, IP addresses and domain names; a domain name begins with a dot.",
    );
}

function validateProxy(driverInfo: JsonObject, key: string): void {
  const proxy = driverInfo[key];
  if (proxy === undefined || proxy === null || proxy === "") return;
  const scheme = typeof proxy === "string" ? /^([a-z][a-z0-9+.-]*):\/\//i.exec(proxy)?.[1]?.toLowerCase() : "none";
  if (scheme !== undefined && scheme !== "http" && scheme !== "https")
    throw invalid(`driver_info/${key} is not an http or https URL.`);
}

/** Source: Ironic `ironic.common.utils.is_valid_no_proxy`. */
function isNoProxy(value: unknown): boolean {
  if (typeof value !== "string") return false;
  return value.split(",").every((entry) => {
    const host = (entry.trim().split(":")[0] ?? "").replace(/^\./, "");
    return (
      host === "" || (host.length <= 253 && host.split(".").every((part) => /^(?!-)[a-z\d-]{1,63}(?<!-)$/i.test(part)))
    );
  });
}

function invalid(reason: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason });
}
