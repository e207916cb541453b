import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DriverError, type JsonValue, type Node } from "@steelyard/interfaces";

/** Which certificate of an agent is accepted: any, one that the system trusts, or only those that `ca` vouches for. @internal */
export interface AgentTrust {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
}

const PEM = "-----BEGIN CERTIFICATE-----";
const YES = new Set(["true", "yes", "on", "1", "t", "y"]);
const NO = new Set(["false", "no", "off", "0", "f", "n"]);

/**
 * The certificate that the agent sent with its heartbeat is the only authority; without one, `driver_info/agent_verify_ca` (a
 * boolean, or the path of a PEM file or of a folder with such files), else the configuration.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.agent_client.AgentClient._get_verify`; reference "Agent" §4.
 * @throws DriverError `INVALID_PARAMETER`
 * @internal
 */
export async function agentTrust(node: Node, verifyCa: boolean): Promise<AgentTrust> {
  const sent = node.driverInternalInfo["agent_verify_ca"];
  if (typeof sent === "string" && sent.includes(PEM)) return { rejectUnauthorized: true, ca: sent };
  const given = node.driverInfo["agent_verify_ca"];
  if (given === undefined || given === null) return { rejectUnauthorized: verifyCa };
  const isOn = truthOf(given);
  if (isOn !== undefined) return { rejectUnauthorized: isOn };
  return { rejectUnauthorized: true, ca: await readAuthorities(String(given)) };
}

function truthOf(value: JsonValue): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = String(value).trim().toLowerCase();
  return YES.has(text) ? true : NO.has(text) ? false : undefined;
}

async function readAuthorities(pemOrPath: string): Promise<string> {
  if (pemOrPath.includes(PEM)) return pemOrPath;
  const unusable = (cause?: unknown) =>
    new DriverError(
      "INVALID_PARAMETER",
      {
        reason: `driver_info/agent_verify_ca ${pemOrPath} is neither a boolean nor a file or folder with PEM certificates.`,
      },
      { cause },
    );
  try {
    const isFolder = (await stat(pemOrPath)).isDirectory();
    const files = isFolder ? (await readdir(pemOrPath)).sort().map((name) => join(pemOrPath, name)) : [pemOrPath];
    const texts = await Promise.all(
      files.map(async (file) => ((await stat(file)).isFile() ? readFile(file, "utf8") : "")),
    );
    const pems = texts.filter((text) => text.includes(PEM));
    if (pems.length > 0) return pems.join("\n");
  } catch (cause) {
    throw unusable(cause);
  }
  throw unusable();
}
