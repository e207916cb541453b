import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ImageServer, sendFile } from "../image-server.test.support.js";
import { bytesOf, signal } from "../scene.test.support.js";
import { HttpSources } from "./http-sources.js";

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
let server: ImageServer;
let sources: HttpSources;
beforeEach(async () => {
  server = (await ImageServer.start()).put("/image", CONTENT);
  sources = new HttpSources(10_000);
});
afterEach(() => server.stop());

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** Honest to HEAD, and as `reply` says to GET. */
const onGet =
  (reply: Reply, etag = '"1"'): Reply =>
  (request, response) =>
    request.method === "HEAD" ? sendFile(request, response, CONTENT, { etag }) : reply(request, response);

describe("a file behind http", () => {
  test("is read in ranges, and its head is asked once", async () => {
    const source = await sources.open(server.url("/image"), signal);
    expect(source.size).toBe(CONTENT.length);
    expect(await bytesOf(source, 10, 20)).toEqual(CONTENT.subarray(10, 20));
    const again = await sources.open(server.url("/image"), signal);
    expect((await bytesOf(again, 70_000)).equals(CONTENT.subarray(70_000))).toBe(true);
    expect(server.seen).toEqual(["HEAD /image", "GET /image bytes=10-19", "GET /image bytes=70000-199999"]);
  });

  test("asks for nothing where nothing is wanted", async () => {
    expect(await bytesOf(await sources.open(server.url("/image"), signal), 5, 5)).toHaveLength(0);
    expect(server.seen).toEqual(["HEAD /image"]);
  });

  test("is read in part from a server that knows no ranges", async () => {
    server.on(
      "/image",
      onGet((_request, response) => response.writeHead(200, { "content-length": CONTENT.length }).end(CONTENT)),
    );
    const source = await sources.open(server.url("/image"), signal);
    expect((await bytesOf(source, 100_000, 150_000)).equals(CONTENT.subarray(100_000, 150_000))).toBe(true);
  });

  test.each([403, 405, 501])("is found by its first byte where HEAD is answered %s", async (status) => {
    server.on("/signed", (request, response) => {
      if (request.method === "HEAD") response.writeHead(status).end();
      else sendFile(request, response, CONTENT, {});
    });
    const source = await sources.open(server.url("/signed"), signal);
    expect(source.size).toBe(CONTENT.length);
    expect((await bytesOf(source, 3, 9)).equals(CONTENT.subarray(3, 9))).toBe(true);
  });

  test("is found behind redirections", async () => {
    server.on("/a", (_request, response) => response.writeHead(302, { location: "b" }).end());
    server.on("/b", (_request, response) => response.writeHead(307, { location: server.url("/image") }).end());
    const source = await sources.open(server.url("/a"), signal);
    expect((await bytesOf(source)).equals(CONTENT)).toBe(true);
  });

  test("has user and password sent to its own server alone", async () => {
    server.on("/moved", (_request, response) => response.writeHead(302, { location: server.url("/image") }).end());
    await sources.open(server.url("/moved", "operator:p%40ss"), signal);
    expect(server.authorizations).toEqual([`Basic ${Buffer.from("operator:p@ss").toString("base64")}`, undefined]);
  });

  test("has a mark that changes with the file", async () => {
    const one = await sources.open(server.url("/image"), signal);
    server.put("/image", Buffer.concat([CONTENT.subarray(1), CONTENT.subarray(0, 1)]));
    const other = await new HttpSources(10_000).open(server.url("/image"), signal);
    expect(other.stamp).not.toBe(one.stamp);
  });
});

describe("an image server that misbehaves", () => {
  const failing: { title: string; reply: Reply; reason: RegExp }[] = [
    { title: "has no such file", reply: (_, response) => response.writeHead(404).end(), reason: /status 404/ },
    {
      title: "redirects for ever",
      reply: (_, response) => response.writeHead(302, { location: "/image" }).end(),
      reason: /redirected more than 5 times/,
    },
    {
      title: "redirects to a file of this host",
      reply: (_, response) => response.writeHead(302, { location: "file:///etc/hostname" }).end(),
      reason: /no http or https URL/,
    },
    {
      title: "redirects to nowhere",
      reply: (_, response) => response.writeHead(302, { location: "http://[" }).end(),
      reason: /no http or https URL/,
    },
    {
      title: "does not say how long the file is",
      reply: (_, response) => response.writeHead(200, { "transfer-encoding": "chunked" }).end(),
      reason: /does not tell its length/,
    },
    { title: "hangs up", reply: (request) => request.socket.destroy(), reason: /could not be fetched/ },
    {
      title: "breaks off in the middle",
      reply: onGet((_, response) => {
        response.writeHead(206, { "content-range": `bytes 0-199999/200000`, "content-length": 200_000 });
        response.write(CONTENT.subarray(0, 1000), () => response.destroy());
      }),
      reason: /could not be fetched/,
    },
    {
      title: "sends too little",
      reply: onGet((_, response) =>
        response.writeHead(206, { "content-range": "bytes 0-199999/200000" }).end(CONTENT.subarray(0, 1000)),
      ),
      reason: /199000 of the 200000 bytes asked for are missing/,
    },
    {
      title: "sends another range",
      reply: onGet((_, response) => response.writeHead(206, { "content-range": "bytes 1-199999/200000" }).end(CONTENT)),
      reason: /another range than the one asked for/,
    },
    {
      title: "has another file by now",
      reply: onGet((request, response) => sendFile(request, response, CONTENT, { etag: '"2"' })),
      reason: /changed while it was read/,
    },
    {
      title: "has a shorter file by now",
      reply: onGet((_, response) => response.writeHead(416, { "content-range": "bytes */7" }).end()),
      reason: /changed while it was read/,
    },
    {
      title: "has a longer file by now, and knows no ranges",
      reply: onGet((_, response) => response.writeHead(200, { "content-length": 200_001 }).end("x".repeat(200_001))),
      reason: /changed while it was read/,
    },
    {
      title: "loses the file",
      reply: onGet((_, response) => response.writeHead(410).end()),
      reason: /status 410/,
    },
  ];

  test.each(failing)("$title", async ({ reply, reason }) => {
    server.on("/image", reply);
    const read = async () => bytesOf(await sources.open(`${server.url("/image", "u:secret")}?token=secret`, signal));
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "IMAGE_NOT_FOUND", message: expect.stringMatching(reason) as string });
    expect((error as Error).message).not.toContain("secret");
    expect((error as Error).message).toContain(server.url("/image"));
  });

  test("sends more than was asked for: the rest is left", async () => {
    server.on(
      "/image",
      onGet((_, response) => response.writeHead(206, { "content-range": "bytes 0-9/200000" }).end(CONTENT)),
    );
    expect(await bytesOf(await sources.open(server.url("/image"), signal), 0, 10)).toEqual(CONTENT.subarray(0, 10));
  });

  test("is asked for its head again once the file has changed", async () => {
    const first = await sources.open(server.url("/image"), signal);
    server.put("/image", "another");
    await expect(bytesOf(first)).rejects.toThrow("changed while it was read");
    expect((await sources.open(server.url("/image"), signal)).size).toBe(7);
  });

  test.each<[string, Reply]>([
    ["before the answer", () => undefined],
    [
      "within the answer",
      onGet((_, response) => {
        response.writeHead(206, { "content-range": "bytes 0-199999/200000" });
        response.write(CONTENT.subarray(0, 1000));
      }),
    ],
  ])("is silent for too long, %s", async (_when, reply) => {
    server.on("/image", reply);
    const read = async () => bytesOf(await new HttpSources(300).open(server.url("/image"), signal));
    await expect(read()).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringContaining("the server is silent for 0.3 s") as string,
    });
  });

  test("ends the wait with the reason of the caller's signal", async () => {
    server.on("/image", () => undefined);
    const caller = new AbortController();
    const opening = sources.open(server.url("/image"), caller.signal);
    caller.abort(new Error("the node was lost"));
    await expect(opening).rejects.toThrow("the node was lost");
  });

  test("is not there", async () => {
    const url = server.url("/image");
    await server.stop();
    await expect(sources.open(url, signal)).rejects.toThrow(/could not be fetched: ECONNREFUSED/);
    server = await ImageServer.start();
  });
});
