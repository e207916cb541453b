import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CIPHER_SUITES } from "../crypto/cipher-suites.js";
import { PacketCipher } from "../crypto/packet-cipher.js";
import { decodeHandshakeReply, decodeOpenSessionResponse, decodeRakp2, decodeRakp4 } from "./handshake-messages.js";
import { decodeLanResponse } from "./lan-message.js";
import {
  encodePlainPacket,
  encodeSessionPacket,
  encodeV15Packet,
  openSessionPacket,
  PAYLOAD,
  parseDatagram,
} from "./rmcp-packet.js";

const keys = { sik: Buffer.alloc(32, 1), k1: Buffer.alloc(32, 2), k2: Buffer.alloc(32, 3) };
const suites = Object.values(CIPHER_SUITES);
const anySuite = fc.constantFrom(...suites);
const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
const cipherOf = (suite: (typeof suites)[number]) => new PacketCipher(suite, keys, Buffer.from("secret"));

/** Everything that reads bytes of a stranger, one after the other. */
function readAll(bytes: Buffer): void {
  const packet = parseDatagram(bytes);
  if (packet?.kind === "rmcp+") for (const suite of suites) openSessionPacket(cipherOf(suite), packet);
  for (const payload of packet === undefined ? [bytes] : [bytes, packet.payload]) {
    decodeLanResponse(payload);
    decodeHandshakeReply(payload);
    decodeOpenSessionResponse(payload);
    for (const suite of suites) {
      decodeRakp2(payload, suite);
      decodeRakp4(payload, suite);
      cipherOf(suite).decrypt(payload);
    }
  }
}

describe("reading what anybody may send", () => {
  test("no bytes make it throw", () => {
    fc.assert(
      fc.property(anyBytes(2000), (bytes) => readAll(bytes)),
      { numRuns: 500 },
    );
  });

  test("no bytes after an RMCP header make it throw", () => {
    const header = fc.constantFrom("0600ff0700", "0600ff0706", "0600ff0706c0", "0600ff070611", "0600ff070602");
    fc.assert(
      fc.property(header, anyBytes(300), (start, rest) => readAll(Buffer.concat([Buffer.from(start, "hex"), rest]))),
      { numRuns: 500 },
    );
  });

  test("a packet with any byte changed after the RMCP header is not opened", () => {
    fc.assert(
      fc.property(anySuite, anyBytes(64), fc.nat(), fc.integer({ min: 1, max: 255 }), (suite, payload, at, flip) => {
        const cipher = cipherOf(suite);
        const datagram = encodeSessionPacket(cipher, 0x1234, 7, payload);
        const index = 4 + (at % (datagram.length - 4));
        datagram[index] = datagram.readUInt8(index) ^ flip;
        const packet = parseDatagram(datagram);
        expect(packet?.kind === "rmcp+" ? openSessionPacket(cipher, packet) : undefined).toBeUndefined();
      }),
    );
  });

  test("a datagram of more than 1500 bytes is not read", () => {
    const packet = encodePlainPacket(PAYLOAD.rakp2, Buffer.alloc(2000));
    expect(parseDatagram(packet)).toBeUndefined();
  });
});

test("a payload of any length comes out as it went in, from a packet whose signed part is a multiple of 4", () => {
  fc.assert(
    fc.property(anySuite, anyBytes(250), fc.integer({ min: 1, max: 0xffff_ffff }), (suite, payload, sequence) => {
      const cipher = cipherOf(suite);
      const datagram = encodeSessionPacket(cipher, 0xa1a2a3a4, sequence, payload);
      expect((datagram.length - 4 - suite.authCodeBytes) % 4).toBe(0);
      const packet = parseDatagram(datagram);
      if (packet?.kind !== "rmcp+") throw new Error("not RMCP+");
      expect(packet).toMatchObject({ sessionId: 0xa1a2a3a4, sequence, isSigned: true, isEncrypted: true });
      expect(openSessionPacket(cipher, packet)).toEqual(payload);
    }),
  );
});

test("a packet of suite 17 has the bytes of the specification", () => {
  const datagram = encodeSessionPacket(cipherOf(CIPHER_SUITES[17]), 0xa1a2a3a4, 5, Buffer.from("0102030405", "hex"));
  expect(datagram.subarray(0, 16).toString("hex")).toBe("0600ff0706c0a4a3a2a1050000002000");
  const decipher = createDecipheriv("aes-128-cbc", Buffer.alloc(16, 3), datagram.subarray(16, 32)).setAutoPadding(
    false,
  );
  const plain = Buffer.concat([decipher.update(datagram.subarray(32, 48)), decipher.final()]);
  expect(plain.toString("hex")).toBe("0102030405" + "0102030405060708090a" + "0a");
  expect(datagram.subarray(48, 52).toString("hex")).toBe("ffff0207");
  const mac = createHmac("sha256", Buffer.alloc(32, 2)).update(datagram.subarray(4, 52)).digest().subarray(0, 16);
  expect(datagram.subarray(52)).toEqual(mac);
});

test("a message outside a session has the IPMI 1.5 header", () => {
  expect(encodeV15Packet(Buffer.from("abcd", "hex")).toString("hex")).toBe("0600ff0700000000000000000002abcd");
});

test("a pad of zeros is taken as well as 1, 2, 3; less than two blocks are not", () => {
  const iv = Buffer.alloc(16, 5);
  const plain = Buffer.from([1, 2, 3, ...Array<number>(12).fill(0), 12]);
  const cipher = createCipheriv("aes-128-cbc", Buffer.alloc(16, 3), iv).setAutoPadding(false);
  const whole = Buffer.concat([iv, cipher.update(plain), cipher.final()]);
  expect(cipherOf(CIPHER_SUITES[3]).decrypt(whole)).toEqual(Buffer.from([1, 2, 3]));
  expect(cipherOf(CIPHER_SUITES[3]).decrypt(whole.subarray(0, 31))).toBeUndefined();
});
