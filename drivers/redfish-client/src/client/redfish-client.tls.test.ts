import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { certificateOf, LeapingClock, startService } from "../fake-service.test.support.js";
import { createRedfishPool, type RedfishTarget } from "../index.js";

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of cleanup.splice(0).reverse()) await work();
});

async function read(
  name: "test-only-localhost" | "test-only-other-host",
  tls: Partial<RedfishTarget>,
): Promise<unknown> {
  const service = await startService(() => ({ status: 200, json: { Id: "1" } }), name);
  const pool = createRedfishPool({ clock: new LeapingClock() });
  cleanup.push(
    () => service.close(),
    () => pool.close(),
  );
  const client = await pool.for({ address: service.url, ...tls });
  try {
    return (await client.get("/r")).body;
  } catch (error) {
    expect(service.seen).toEqual([]);
    throw error;
  }
}

describe("TLS", () => {
  test("rejects a certificate nobody vouches for, and says so", async () => {
    await expect(read("test-only-localhost", {})).rejects.toMatchObject({
      code: "TLS_REJECTED",
      message: expect.stringContaining("self-signed"),
    });
  });

  test("rejects a certificate for another host, and says so", async () => {
    const verifyCa = certificateOf("test-only-other-host");
    await expect(read("test-only-other-host", { verifyCa })).rejects.toMatchObject({
      code: "TLS_REJECTED",
      message: expect.stringContaining("another host name"),
    });
  });

  test("takes a certificate of the given authority: as text, file or folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "redfish-ca-"));
    cleanup.push(() => rm(folder, { recursive: true }));
    const file = join(folder, "ca.pem");
    await writeFile(file, certificateOf("test-only-localhost"));
    for (const verifyCa of [certificateOf("test-only-localhost"), file, folder]) {
      expect(await read("test-only-localhost", { verifyCa })).toEqual({ Id: "1" });
    }
  });

  test("takes any certificate when told not to verify", async () => {
    expect(await read("test-only-other-host", { verifyCa: false })).toEqual({ Id: "1" });
  });

  test("says that the peer speaks no TLS", async () => {
    const service = await startService(() => ({ status: 200, json: {} }));
    const pool = createRedfishPool({ clock: new LeapingClock() });
    cleanup.push(
      () => service.close(),
      () => pool.close(),
    );
    const client = await pool.for({ address: service.url.replace("http:", "https:") });
    await expect(client.get("/r")).rejects.toMatchObject({ code: "TLS_REJECTED" });
  });

  test("keeps to the oldest version and the ciphers given", async () => {
    const verifyCa = certificateOf("test-only-localhost");
    expect(await read("test-only-localhost", { verifyCa, tlsMinVersion: "1.3" })).toEqual({ Id: "1" });
    const ciphers = { verifyCa, tlsCiphers: "NO-SUCH-CIPHER" };
    await expect(read("test-only-localhost", ciphers)).rejects.toMatchObject({ code: "TLS_REJECTED" });
  });
});
