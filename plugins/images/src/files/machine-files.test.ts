import { pathToFileURL } from "node:url";
import { aTask } from "@steelyard/driver-contract";
import type { MachineFile } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { API, aScene, bytesOf, fetchPublished, type Scene, signal } from "../scene.test.support.js";

const MAC = "52:54:00:12:34:56";
const SCRIPT: MachineFile = {
  kind: "ipxe-script",
  macAddresses: [MAC, "52:54:00:12:34:57"],
  script: "#!ipxe\nkernel http://a/kernel\n",
};
const DRIVE: MachineFile = { kind: "config-drive", content: { meta_data: { uuid: "1" } } };

let scene: Scene;
beforeEach(async () => {
  scene = await aScene();
});
afterEach(() => scene.remove());

describe("publishing", () => {
  test("keeps the URL of an equal file and gives a changed one a new URL", async () => {
    const task = aTask();
    const first = await scene.files.publish(task, "drive.iso", DRIVE);
    expect(await scene.files.publish(task, "drive.iso", structuredClone(DRIVE))).toBe(first);
    const changed = await scene.files.publish(task, "drive.iso", { ...DRIVE, content: {} });
    expect(changed).not.toBe(first);
    await expect(fetchPublished(scene.server, first)).rejects.toThrow("nothing is served");
    expect((await fetchPublished(scene.server, changed)).contentType).toBe("application/x-iso9660-image");
  });

  test("serves no file under another name, and none after it was withdrawn", async () => {
    const task = aTask();
    const url = await scene.files.publish(task, "drive.iso", DRIVE);
    await expect(fetchPublished(scene.server, `${url}.sig`)).rejects.toThrow("nothing is served");
    await scene.files.withdraw(task, "drive.iso");
    await scene.files.withdraw(task, "drive.iso");
    await expect(fetchPublished(scene.server, url)).rejects.toThrow("nothing is served");
  });

  test("is refused to a process that lost the node", async () => {
    const task = aTask();
    task.lose();
    await expect(scene.files.publish(task, "a", DRIVE)).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    await expect(scene.files.withdraw(task, "a")).rejects.toMatchObject({ code: "RESERVATION_LOST" });
  });

  test.each([
    ["the API's own address", {}, API, API],
    ["[deploy] http_url", { httpUrl: "http://files.test/" }, "http://files.test", "http://files.test"],
    [
      "[deploy] external_http_url for BMCs",
      { httpUrl: "http://files.test", externalHttpUrl: "https://bmc-net.test/" },
      "http://files.test",
      "https://bmc-net.test",
    ],
  ])("tells %s", async (_what, deploy, forMachines, forBmcs) => {
    const other = await aScene({ deploy });
    try {
      const task = aTask();
      expect(await other.files.publish(task, "a b.iso", DRIVE)).toMatch(`${forMachines}/files/`);
      expect(await other.files.publish(task, "a b.iso", DRIVE, { for: "bmc" })).toMatch(
        new RegExp(`^${forBmcs}/files/[^/]+/a%20b.iso$`),
      );
    } finally {
      await other.remove();
    }
  });
});

describe("an iPXE script", () => {
  test("is found by each MAC address of its machine, at a URL that can be guessed", async () => {
    expect(await scene.files.publish(aTask(), "boot", SCRIPT)).toBe(`${API}/boot/ipxe/52-54-00-12-34-56`);
    for (const mac of SCRIPT.macAddresses) {
      const file = await scene.server.openBootScript(mac, signal);
      expect(file?.contentType).toBe("text/plain");
      expect((await bytesOf(file!)).toString()).toBe(SCRIPT.script);
    }
    expect(await scene.server.openBootScript("52:54:00:00:00:00", signal)).toBeUndefined();
  });

  test("is refused for a machine without a MAC address", async () => {
    await expect(scene.files.publish(aTask(), "boot", { ...SCRIPT, macAddresses: [] })).rejects.toMatchObject({
      code: "MISSING_PARAMETER",
    });
    expect(scene.store.rows).toHaveLength(0);
  });
});

describe("a local file", () => {
  test("is served in ranges from an allowed folder, with a tag that follows its content", async () => {
    const path = await scene.write("kernel", "a kernel");
    const url = await scene.files.publish(aTask(), "kernel", { kind: "local-file", path });
    const file = await fetchPublished(scene.server, url);
    expect((await bytesOf(file, 2, 6)).toString()).toBe("kern");
    await scene.write("kernel", "a longer kernel");
    expect((await fetchPublished(scene.server, url)).etag).not.toBe(file.etag);
  });

  test("outside is neither published nor served by a process that does not allow it", async () => {
    const outside: MachineFile = { kind: "local-file", path: "/etc/hostname" };
    await expect(scene.files.publish(aTask(), "a", outside)).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    const path = await scene.write("kernel", "a kernel");
    const url = await scene.files.publish(aTask(), "kernel", { kind: "local-file", path });
    const strict = await aScene({ store: scene.store });
    try {
      await expect(fetchPublished(strict.server, url)).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    } finally {
      await strict.remove();
    }
  });
});

describe("what a machine can reach", () => {
  test("is http as it is, and files of this host through us", async () => {
    const task = aTask();
    expect(await scene.files.reachable(task, "kernel", "http://a/kernel?x=1")).toBe("http://a/kernel?x=1");
    const url = await scene.files.reachable(task, "kernel", pathToFileURL(await scene.write("k", "kernel")).href);
    expect((await bytesOf(await fetchPublished(scene.server, url))).toString()).toBe("kernel");
  });

  test("is nothing else", async () => {
    const error = await scene.files.reachable(aTask(), "k", "nfs://u:hunter2@x/k").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "INVALID_PARAMETER" });
    expect((error as Error).message).not.toContain("hunter2");
  });
});
