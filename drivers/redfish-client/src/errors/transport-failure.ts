import type { RedfishFailureCode } from "./redfish-failures.js";

/**
 * Certificate problems with what they mean to an operator.
 *
 * @remarks Source: OpenSSL, `verify(1)` diagnostics, under the names Node.js gives them.
 */
const TLS_PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate chain ends in a self-signed certificate that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the issuer of the certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "the issuer of a certificate in the chain is missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the issuer of the certificate is not trusted",
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet",
  CERT_REVOKED: "the certificate is revoked",
  CERT_UNTRUSTED: "the certificate is not trusted for this purpose",
  CERT_REJECTED: "the certificate is rejected for this purpose",
  CERT_SIGNATURE_FAILURE: "the certificate's signature is wrong",
  INVALID_CA: "an issuer in the chain is not a certificate authority",
  INVALID_PURPOSE: "the certificate is not meant for servers",
  HOSTNAME_MISMATCH: "the certificate is for another host name",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name or address",
  ERR_SSL_WRONG_VERSION_NUMBER: "the peer does not speak TLS on this port, or only a version that is not allowed",
  EPROTO: "the TLS handshake failed",
};

/** Failures that a repeat may cure. Source: reference "Request retries"; Node.js system errors; undici errors. */
const TRANSIENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** @internal */
export interface TransportFailure {
  readonly code: RedfishFailureCode;
  readonly reason: string;
  readonly isTransient: boolean;
}

/** What an error of the socket, of TLS or of the HTTP parser means. @internal */
export function classifyTransport(error: unknown): TransportFailure {
  const code = codeOf(error);
  const problem = TLS_PROBLEMS[code];
  if (problem !== undefined) return { code: "TLS_REJECTED", reason: `${problem} (${code})`, isTransient: false };
  if (/^ERR_(SSL|TLS)_/.test(code)) {
    return { code: "TLS_REJECTED", reason: `the TLS handshake failed (${code})`, isTransient: false };
  }
  if (
    (error instanceof Error && error.name === "HTTPParserError") ||
    /^UND_ERR_(HEADERS_OVERFLOW|RES_|RESPONSE)/.test(code)
  ) {
    return { code: "BAD_ANSWER", reason: `the answer is not HTTP (${textOf(error, code)})`, isTransient: false };
  }
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return { code: "CLOSED", reason: "the pool was closed", isTransient: false };
  }
  return { code: "BMC_UNREACHABLE", reason: textOf(error, code), isTransient: TRANSIENT.has(code) };
}

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  // Several addresses of one name were tried; the first failure speaks for all.
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : "";
}

function textOf(error: unknown, code: string): string {
  const message = error instanceof Error && error.message !== "" ? error.message : "the connection failed";
  return code === "" || message.includes(code) ? message : `${message} (${code})`;
}
