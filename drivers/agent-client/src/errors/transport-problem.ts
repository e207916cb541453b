import type { FailureCode } from "@steelyard/interfaces";

/**
 * Certificate problems with what they mean to an operator.
 *
 * @remarks Source: OpenSSL, `verify(1)` diagnostics, under the names Node.js gives them.
 */
const TLS_PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is not the one it sent with its heartbeat, and no authority vouches for it",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate chain ends in a self-signed certificate that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the issuer of its certificate is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the issuer of its certificate is not trusted",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  CERT_SIGNATURE_FAILURE: "its certificate is not signed by the key that is trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another address",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on this port",
  EPROTO: "the TLS handshake failed",
};

/** Problems that another attempt may cure. Source: Node.js system errors; undici errors. */
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
export interface TransportProblem {
  readonly code: Extract<FailureCode, "AGENT_UNREACHABLE" | "AGENT_BAD_ANSWER" | "TLS_REJECTED">;
  /** Goes behind "The agent at … : ". */
  readonly reason: string;
  readonly isTransient: boolean;
}

/** What an error of the socket, of TLS or of the HTTP parser means. @internal */
export function transportProblem(error: unknown): TransportProblem {
  const code = codeOf(error);
  const tls = TLS_PROBLEMS[code];
  if (tls !== undefined) return { code: "TLS_REJECTED", reason: `${tls} (${code})`, isTransient: false };
  if (/^ERR_(SSL|TLS)_/.test(code))
    return { code: "TLS_REJECTED", reason: `the TLS handshake failed (${code})`, isTransient: false };
  const isHttp = error instanceof Error && error.name === "HTTPParserError";
  if (isHttp || /^UND_ERR_(HEADERS_OVERFLOW|RES_|RESPONSE)/.test(code))
    return { code: "AGENT_BAD_ANSWER", reason: `the answer is not HTTP (${code})`, isTransient: false };
  const text = error instanceof Error && error.message !== "" ? error.message : "the connection failed";
  return {
    code: "AGENT_UNREACHABLE",
    reason: code === "" || text.includes(code) ? text : `${text} (${code})`,
    isTransient: TRANSIENT.has(code),
  };
}

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  // Several addresses of one name were tried; the first problem speaks for all.
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : "";
}
