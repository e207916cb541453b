import type { MachineFileServer, ServedFile } from "@steelyard/runtime-interfaces";
import { describe, expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";
import { readRange } from "./byte-range.js";

const content = Buffer.from("0123456789");
const file: ServedFile = {
  size: content.length,
  contentType: "application/octet-stream",
  etag: '"v1"',
  async *read(start, end) {
    for (let at = start; at < end; at += 3) yield content.subarray(at, Math.min(at + 3, end));
  },
};
const files: MachineFileServer = {
  open: async (id, name) => (id === "abc" && name === "boot.iso" ? file : undefined),
  openBootScript: async (mac) => (mac === "52:54:00:00:00:01" ? file : undefined),
};
const get = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
  createTestApi({ files }).api.inject({ method, url, headers });

describe("machine files", () => {
  test("sends the whole file", async () => {
    const answer = await get("/files/abc/boot.iso");
    expect(answer).toMatchObject({ status: 200, body: "0123456789" });
    expect(answer.headers).toMatchObject({ etag: '"v1"', "accept-ranges": "bytes", "content-length": "10" });
  });

  test.each([
    ["bytes=2-5", 206, "2345", "bytes 2-5/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
  ])("serves %s", async (range, status, body, contentRange) => {
    const answer = await get("/files/abc/boot.iso", { range });
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers["content-range"]).toBe(contentRange);
  });

  test("refuses a range outside of the file", async () => {
    const answer = await get("/files/abc/boot.iso", { range: "bytes=10-" });
    expect(answer.status).toBe(416);
    expect(answer.headers["content-range"]).toBe("bytes */10");
  });

  test("a stale If-Range gets the whole file", async () => {
    expect((await get("/files/abc/boot.iso", { range: "bytes=0-1", "if-range": '"v0"' })).status).toBe(200);
    expect((await get("/files/abc/boot.iso", { range: "bytes=0-1", "if-range": '"v1"' })).status).toBe(206);
  });

  test("HEAD has the length and no body", async () => {
    const answer = await get("/files/abc/boot.iso", {}, "HEAD");
    expect(answer).toMatchObject({ status: 200, body: "" });
    expect(answer.headers["content-length"]).toBe("10");
  });

  test("finds boot scripts by a MAC address with hyphens", async () => {
    expect((await get("/boot/ipxe/52-54-00-00-00-01")).status).toBe(200);
    expect((await get("/boot/ipxe/52-54-00-00-00-02")).status).toBe(404);
    expect((await get("/files/abc/other")).status).toBe(404);
  });

  test("several ranges are answered as none", () => {
    expect(readRange("bytes=0-1,3-4", 10)).toEqual({ kind: "all" });
  });
});
