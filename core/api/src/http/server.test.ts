import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createTestApi } from "../testing/test-api.js";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

async function raw(text: string): Promise<string> {
  const { api } = createTestApi();
  open.push(api);
  const url = new URL(await api.listen({ host: "127.0.0.1", port: 0 }));
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("the HTTP server", () => {
  test("answers text that is no HTTP in Ironic's envelope", async () => {
    const answer = await raw("NONSENSE\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('{"error_message":');
  });

  test("refuses a body over the limit, and takes a larger one for provisioning", async () => {
    const { request } = createTestApi();
    const large = { driver: "fake-hardware", extra: { a: "x".repeat(1_100_000) } };
    expect((await request("POST", "/v1/nodes", large)).status).toBe(413);
    const uuid = String((await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
    const drive = { target: "active", configdrive: "A".repeat(1_100_000) };
    expect((await request("PUT", `/v1/nodes/${uuid}/states/provision`, drive)).status).toBe(400);
  });

  test.each(["/v1/nonsense", "/v2", "/V1/nodes", "/v1/nodes/%zz", `/v1/nodes/${"x".repeat(3000)}`])(
    "refuses %s",
    async (url) => {
      const { request } = createTestApi();
      const answer = await request("GET", url);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(typeof JSON.parse(answer.json.error_message)).toBe("object");
    },
  );

  test("refuses bodies nested too deeply", async () => {
    const { request } = createTestApi();
    const deep = `{"driver":"fake-hardware","extra":${'{"a":'.repeat(40)}1${"}".repeat(40)}}`;
    expect((await request("POST", "/v1/nodes", deep)).status).toBe(400);
  });

  test("an own fault is a 500 that names the request and nothing else", async () => {
    const { request, conductor, failures } = createTestApi();
    const uuid = String((await request("POST", "/v1/nodes", { driver: "fake-hardware" })).json["uuid"]);
    (conductor as { injectNmi: unknown }).injectNmi = async () => {
      throw new Error("inner secret");
    };
    const answer = await request("PUT", `/v1/nodes/${uuid}/management/inject_nmi`);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("inner secret");
    expect(answer.body).toContain(String(answer.headers["openstack-request-id"]));
    expect(failures).toHaveLength(1);
  });
});
