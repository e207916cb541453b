import { expect, test } from "vitest";
import { decodeLanResponse, encodeLanRequest } from "./lan-message.js";

test("Get Channel Authentication Capabilities has the bytes that ipmitool sends", () => {
  const request = { netFn: 0x06, lun: 0, command: 0x38, rqSeq: 0, data: Buffer.from([0x8e, 0x04]) };
  expect(encodeLanRequest(request).toString("hex")).toBe("2018c88100388e04b5");
});

test("reads an answer", () => {
  // 81 1c 63 · 20 10 01 00 20 · checksum; NetFn 7, rqSeq 4.
  const body = Buffer.from("2010010020", "hex");
  const sum = (0x100 - (body.reduce((a, b) => a + b, 0) & 0xff)) & 0xff;
  const bytes = Buffer.concat([Buffer.from("811c63", "hex"), body, Buffer.from([sum])]);
  expect(decodeLanResponse(bytes)).toEqual({
    netFn: 7,
    rqSeq: 4,
    command: 1,
    completionCode: 0,
    data: Buffer.from([0x20]),
  });
  bytes[7] = 0x21;
  expect(decodeLanResponse(bytes)).toBeUndefined();
});

test("does not take a request for an answer", () => {
  const request = encodeLanRequest({ netFn: 0x06, lun: 0, command: 1, rqSeq: 1, data: Buffer.alloc(0) });
  expect(decodeLanResponse(request)).toBeUndefined();
});
