import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SecureVersion } from "node:tls";
import { RedfishError } from "../errors/redfish-error.js";

/** How a BMC's certificate and TLS itself are checked. @public */
export interface TlsOptions {
  /**
   * `true`: the certificate must lead to an authority the system trusts (default). `false`: any certificate.
   * A text: PEM certificates, or the path of a PEM file or of a folder with such files, which replace the
   * system's authorities.
   */
  readonly verifyCa?: boolean | string | undefined;
  /** Oldest TLS version taken; default is Node's, 1.2. Old BMCs with 1.1 may also need `DEFAULT@SECLEVEL=0` as ciphers. */
  readonly tlsMinVersion?: "1.1" | "1.2" | "1.3" | undefined;
  /** Cipher list in OpenSSL's notation. */
  readonly tlsCiphers?: string | undefined;
}

/** What a connection is made with; `key` is the same for the same settings. @internal */
export interface TlsSettings {
  readonly key: string;
  readonly connect: {
    readonly rejectUnauthorized: boolean;
    readonly ca?: string;
    readonly minVersion?: SecureVersion;
    readonly ciphers?: string;
  };
}

const VERSIONS = { "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const satisfies Record<
  string,
  SecureVersion
>;
const PEM = "-----BEGIN ";

/**
 * Reads the certificates and names the settings. Files are read at each call, so a renewed authority is seen.
 * @throws RedfishError `BAD_OPTION`
 * @internal
 */
export async function readTlsSettings(options: TlsOptions): Promise<TlsSettings> {
  const verifyCa = options.verifyCa ?? true;
  const ca = typeof verifyCa === "string" ? await readAuthorities(verifyCa) : undefined;
  const version = options.tlsMinVersion;
  if (version !== undefined && !Object.hasOwn(VERSIONS, version)) {
    throw new RedfishError("BAD_OPTION", {
      reason: `tlsMinVersion is ${String(version)}; known are ${Object.keys(VERSIONS).join(", ")}`,
      attribute: "tlsMinVersion",
    });
  }
  const connect = {
    rejectUnauthorized: verifyCa !== false,
    ...(ca === undefined ? {} : { ca }),
    ...(version === undefined ? {} : { minVersion: VERSIONS[version] }),
    ...(options.tlsCiphers === undefined ? {} : { ciphers: options.tlsCiphers }),
  };
  return { key: createHash("sha256").update(JSON.stringify(connect)).digest("base64"), connect };
}

async function readAuthorities(pemOrPath: string): Promise<string> {
  if (pemOrPath.includes(PEM)) return pemOrPath;
  try {
    const isFolder = (await stat(pemOrPath)).isDirectory();
    const files = isFolder ? (await readdir(pemOrPath)).sort().map((name) => join(pemOrPath, name)) : [pemOrPath];
    const texts = await Promise.all(
      files.map(async (file) => ((await stat(file)).isFile() ? readFile(file, "utf8") : "")),
    );
    const pems = texts.filter((text) => text.includes(PEM));
    if (pems.length > 0) return pems.join("\n");
  } catch (cause) {
    throw new RedfishError("BAD_OPTION", {
      reason: `verifyCa ${pemOrPath} cannot be read`,
      attribute: "verifyCa",
      cause,
    });
  }
  throw new RedfishError("BAD_OPTION", {
    reason: `verifyCa ${pemOrPath} holds no PEM certificate`,
    attribute: "verifyCa",
  });
}
