import { type CipherSuite, cipherSuite, DEFAULT_CIPHER_SUITES } from "../crypto/cipher-suites.js";
import { IpmiError } from "../errors/ipmi-error.js";

/** Privilege levels by their number on the wire. Source: IPMI 2.0 rev. 1.1, section 6.8. @public */
export const PRIVILEGE_LEVELS = { CALLBACK: 1, USER: 2, OPERATOR: 3, ADMINISTRATOR: 4 } as const satisfies Readonly<
  Record<string, number>
>;

/** @public */
export type PrivilegeLevel = keyof typeof PRIVILEGE_LEVELS;

/** Whom to talk to and as whom. @public */
export interface IpmiConnectionOptions {
  /** Name or address. */
  readonly host: string;
  /** UDP port, 1–65535; default 623. */
  readonly port?: number;
  /** At most 16 bytes; default empty, the BMC's anonymous user. */
  readonly username?: string;
  /** At most 20 bytes, the limit of IPMI 2.0; default empty. */
  readonly password?: string;
  /** The BMC's Kg key as up to 40 hexadecimal digits; default none. */
  readonly kg?: string;
  /** Default: 17, then 3 where the BMC refuses it. */
  readonly cipherSuite?: number;
  /** Lets `cipherSuite` be 8 or 12, which rely on MD5; default `false`. */
  readonly allowMd5Suites?: boolean;
  /** Default `ADMINISTRATOR`. */
  readonly privilege?: PrivilegeLevel;
  /**
   * How the BMC finds the user. `name`: by name alone. `name-and-privilege`: the first user of that name whose limit is
   * the privilege level. Default `name`.
   */
  readonly userLookup?: "name" | "name-and-privilege";
}

/** Options checked and in the form of the wire. @internal */
export interface Credentials {
  readonly host: string;
  readonly port: number;
  readonly username: Buffer;
  readonly password: Buffer;
  readonly kg: Buffer;
  /** In the order they are tried. */
  readonly suites: readonly CipherSuite[];
  readonly privilege: PrivilegeLevel;
  readonly role: number;
}

const USERNAME_BYTES = 16;
const PASSWORD_BYTES = 20;
const KG_DIGITS = 40;
const NAME_ONLY_LOOKUP = 0x10;

/**
 * Checks the options; no traffic.
 * @throws {@link IpmiError} `BAD_OPTION` naming the option, `CIPHER_SUITE_REFUSED`
 * @internal
 */
export function checkConnectionOptions(options: IpmiConnectionOptions): Credentials {
  const { host, port = 623, username = "", password = "", kg = "", privilege = "ADMINISTRATOR" } = options;
  const { allowMd5Suites = false, userLookup = "name" } = options;
  if (host === "" || /[\s\0]/.test(host)) throw bad("host must be a name or an address.");
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw bad(`port must be 1–65535, not ${port}.`);
  const usernameBytes = text("username", username, USERNAME_BYTES);
  const passwordBytes = text("password", password, PASSWORD_BYTES);
  if (!/^(?:[0-9a-f]{2})*$/i.test(kg) || kg.length > KG_DIGITS) {
    throw bad(`kg must be an even number of at most ${KG_DIGITS} hexadecimal digits.`);
  }
  if (!Object.hasOwn(PRIVILEGE_LEVELS, privilege)) {
    throw bad(`privilege must be one of ${Object.keys(PRIVILEGE_LEVELS).join(", ")}, not ${privilege}.`);
  }
  if (userLookup !== "name" && userLookup !== "name-and-privilege") {
    throw bad("userLookup must be name or name-and-privilege.");
  }
  const ids = options.cipherSuite === undefined ? DEFAULT_CIPHER_SUITES : [options.cipherSuite];
  return {
    host,
    port,
    username: usernameBytes,
    password: passwordBytes,
    kg: Buffer.from(kg, "hex"),
    suites: ids.map((id) => cipherSuite(id, allowMd5Suites)),
    privilege,
    role: PRIVILEGE_LEVELS[privilege] | (userLookup === "name" ? NAME_ONLY_LOOKUP : 0),
  };
}

function text(option: string, value: string, limit: number): Buffer {
  const bytes = Buffer.from(value, "utf8");
  if (bytes.length > limit) throw bad(`${option} has ${bytes.length} bytes; IPMI 2.0 takes at most ${limit}.`);
  if (bytes.includes(0)) throw bad(`${option} must not contain a NUL character.`);
  return bytes;
}

function bad(message: string): IpmiError {
  return new IpmiError("BAD_OPTION", message);
}
