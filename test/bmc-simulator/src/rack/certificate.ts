import { generate } from "selfsigned";

/** A key and the certificate it signed itself, PEM. @public */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate for a host of this machine. */
export async function makeCertificate(host: string): Promise<ServerCertificate> {
  const altNames = /^[\d.]+$|:/.test(host) ? ([{ type: 7, ip: host }] as const) : ([{ type: 2, value: host }] as const);
  const { private: key, cert } = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [...altNames] },
    ],
  });
  return { key, cert };
}
