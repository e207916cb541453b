import type { CipherSuite } from "../crypto/cipher-suites.js";
import { IpmiError, isIpmiError } from "../errors/ipmi-error.js";
import type { IpmiFailureCode } from "../errors/ipmi-failures.js";
import { formatAddress } from "../transport/ipmi-transport.js";
import { getAuthCapabilities } from "./auth-capabilities.js";
import { type Credentials, PRIVILEGE_LEVELS } from "./connection-options.js";
import { monotonicMs } from "./exchange.js";
import { handshake } from "./handshake.js";
import { IpmiSession } from "./ipmi-session.js";
import type { SessionContext } from "./session-context.js";

/**
 * What makes the login try the next suite. `INVALID_ROLE` is among them because BMCs that bind privilege levels to
 * suites answer Open Session with it; in RAKP 2 a wrong role has other codes.
 */
const SUITE_REJECTED: ReadonlySet<IpmiFailureCode> = new Set([
  "INVALID_AUTHENTICATION_ALGORITHM",
  "INVALID_INTEGRITY_ALGORITHM",
  "INVALID_CONFIDENTIALITY_ALGORITHM",
  "NO_MATCHING_AUTHENTICATION_PAYLOAD",
  "NO_MATCHING_INTEGRITY_PAYLOAD",
  "NO_MATCHING_CIPHER_SUITE",
  "INVALID_ROLE",
]);

const APP = 0x06;
const SET_SESSION_PRIVILEGE_LEVEL = 0x3b;

/**
 * Logs in: asks for the capabilities, walks the suites, raises the privilege level.
 *
 * @remarks A login in which the BMC fell silent starts anew until the deadline.
 * @throws {@link IpmiError} `TIMEOUT`, `BAD_PASSWORD`, `BAD_KG`, `PRIVILEGE_REFUSED`, `IPMI_2_0_NOT_SUPPORTED`, a code
 *   per RAKP status, `BAD_ANSWER`
 * @internal
 */
export async function login(
  context: SessionContext,
  credentials: Credentials,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<IpmiSession> {
  await context.transport.open(context.peer.family);
  const { needsKg } = await getAuthCapabilities(context, PRIVILEGE_LEVELS[credentials.privilege], deadlineAt, signal);
  let rejected: IpmiError | undefined;
  for (const suite of credentials.suites) {
    try {
      return await establish(context, credentials, suite, deadlineAt, signal);
    } catch (error) {
      if (needsKg && credentials.kg.length === 0 && isIpmiError(error, "BAD_KG")) {
        throw new IpmiError("BAD_KG", `${formatAddress(context.peer)} has a Kg key set, and the option kg is missing.`);
      }
      if (!isIpmiError(error) || !SUITE_REJECTED.has(error.code)) throw error;
      rejected = error;
    }
  }
  const tried = credentials.suites.map((suite) => suite.id).join(", ");
  throw new IpmiError(rejected?.code ?? "NO_MATCHING_CIPHER_SUITE", `${rejected?.message} Suites tried: ${tried}.`, {
    cause: rejected,
  });
}

async function establish(
  context: SessionContext,
  credentials: Credentials,
  suite: CipherSuite,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<IpmiSession> {
  for (;;) {
    const result = await handshake(context, credentials, suite, deadlineAt, signal);
    if ("silentAt" in result) {
      if (monotonicMs() >= deadlineAt) throw result.error(context.peer);
      continue;
    }
    try {
      return await raisePrivilege(new IpmiSession(context, result), credentials, context, deadlineAt, signal);
    } catch (error) {
      if (!isIpmiError(error, "SESSION_LOST")) throw error;
      if (monotonicMs() >= deadlineAt) throw new IpmiError("TIMEOUT", error.message, { cause: error.cause });
    }
  }
}

/** A session starts at USER. Source: IPMI 2.0 rev. 1.1, section 22.18. */
async function raisePrivilege(
  session: IpmiSession,
  credentials: Credentials,
  context: SessionContext,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<IpmiSession> {
  const level = PRIVILEGE_LEVELS[credentials.privilege];
  if (level <= PRIVILEGE_LEVELS.USER) return session;
  try {
    const data = Buffer.from([level]);
    await session.request({ netFn: APP, command: SET_SESSION_PRIVILEGE_LEVEL, data, deadlineAt, signal });
    return session;
  } catch (error) {
    if (isIpmiError(error, "SESSION_LOST")) session.forget();
    else if (signal?.aborted === true) void session.close();
    else await session.close();
    if (!isIpmiError(error, "COMPLETION_CODE")) throw error;
    const user = `user "${credentials.username}"`;
    throw new IpmiError(
      "PRIVILEGE_REFUSED",
      `${formatAddress(context.peer)} does not give ${user} the privilege level ${credentials.privilege}.`,
      { completionCode: error.completionCode ?? 0xff, cause: error },
    );
  }
}
