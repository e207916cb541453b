import { generate } from "selfsigned";
import { AgentError } from "../agent-error.js";

/** A certificate and its key, as PEM. */
export interface AgentCertificate {
  readonly certificate: string;
  readonly key: string;
}

const CURVES: Readonly<Record<string, "P-256" | "P-384" | "P-521">> = { p256: "P-256", p384: "P-384", p521: "P-521" };
const SKEW_MS = 3600 * 1000;
const VALID_MS = 90 * 24 * 3600 * 1000;

/**
 * A self-signed certificate for an address.
 *
 * @remarks Source: ironic-python-agent `tls_utils.py`; reference page "Deploy agent", §4.
 * @param curve - `p256`, `p384` or `p521`
 * @throws AgentError for another curve
 */
export async function makeCertificate(address: string, hostname: string, curve: string): Promise<AgentCertificate> {
  const known = CURVES[curve.toLowerCase()];
  if (known === undefined) throw new AgentError("RESTError", `${curve} is not a curve of certificates`);
  const now = Date.now();
  const made = await generate([{ name: "commonName", value: hostname }], {
    keyType: "ec",
    curve: known,
    algorithm: "sha512",
    notBeforeDate: new Date(now - SKEW_MS),
    notAfterDate: new Date(now + VALID_MS),
    extensions: [{ name: "subjectAltName", critical: true, altNames: [{ type: 7, ip: address }] }],
  });
  return { certificate: made.cert, key: made.private };
}
