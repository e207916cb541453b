import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CIPHER_SUITES, type CipherSuiteId } from "./cipher-suites.js";
import { deriveSessionKeys, type RakpParties, rakp2AuthCode, rakp3AuthCode, rakp4CheckValue } from "./session-keys.js";

const rm = "00112233445566778899aabbccddeeff";
const rc = "ffeeddccbbaa99887766554433221100";
const guid = "a123456789abcdefa123456789abcdef";
/** `admin` as administrator, looked up by name alone: role 14h, 5 bytes, the name. */
const who = "140561646d696e";

function parties(id: CipherSuiteId, kg = ""): RakpParties {
  return {
    suite: CIPHER_SUITES[id],
    consoleSessionId: 0xa4a3a2a1,
    bmcSessionId: 0x02000200,
    consoleRandom: Buffer.from(rm, "hex"),
    bmcRandom: Buffer.from(rc, "hex"),
    bmcGuid: Buffer.from(guid, "hex"),
    role: 0x14,
    username: Buffer.from("admin"),
    password: Buffer.from("secret"),
    kg: Buffer.from(kg, "hex"),
  };
}

/** HMAC over hexadecimal text, written without the code under test. */
function hmac(hash: string, key: string | Buffer, hex: string): Buffer {
  return createHmac(hash, key).update(Buffer.from(hex, "hex")).digest();
}

describe.each([
  [3, "sha1", 12],
  [8, "md5", 16],
  [12, "md5", 16],
  [17, "sha256", 16],
] as const)("suite %i", (id, hash, checkBytes) => {
  const sik = hmac(hash, "secret", rm + rc + who);

  test("proves RAKP 2 and 3 over the fields of section 13.31, session ids little-endian", () => {
    expect(rakp2AuthCode(parties(id))).toEqual(hmac(hash, "secret", `a1a2a3a400020002${rm}${rc}${guid}${who}`));
    expect(rakp3AuthCode(parties(id))).toEqual(hmac(hash, "secret", `${rc}a1a2a3a4${who}`));
  });

  test("derives SIK, K1 and K2 from the password where there is no Kg", () => {
    const keys = deriveSessionKeys(parties(id));
    expect(keys.sik).toEqual(sik);
    expect(keys.k1).toEqual(hmac(hash, sik, "01".repeat(20)));
    expect(keys.k2).toEqual(hmac(hash, sik, "02".repeat(20)));
  });

  test("derives SIK from Kg where there is one", () => {
    const kg = "000102030405060708090a0b0c0d0e0f10111213";
    expect(deriveSessionKeys(parties(id, kg)).sik).toEqual(hmac(hash, Buffer.from(kg, "hex"), rm + rc + who));
  });

  test("checks RAKP 4 with the truncated code", () => {
    const p = parties(id);
    const expected = hmac(hash, sik, `${rm}00020002${guid}`).subarray(0, checkBytes);
    expect(rakp4CheckValue(p, deriveSessionKeys(p))).toEqual(expected);
  });
});

test("gives the bytes that were computed once with another program", () => {
  // printf '…' | xxd -r -p | openssl dgst -sha1 -hmac secret
  expect(rakp3AuthCode(parties(3)).toString("hex")).toBe("d47d57500f9f58a130a2a4cafd41074028eb6bea");
  expect(rakp3AuthCode(parties(17)).toString("hex")).toBe(
    "c0e1c09fd74522444d460a32b3faa4257b50e3a2aef4f35df95dedd4d87e8abe",
  );
});
