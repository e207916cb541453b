import { mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aScene, bytesOf, type Scene, signal } from "../scene.test.support.js";
import { createSourceOpener } from "./open-source.js";

let scene: Scene;
let allowed: string;
let outside: string;
beforeEach(async () => {
  scene = await aScene();
  allowed = join(scene.folder, "images");
  outside = join(scene.folder, "secret");
  await mkdir(join(allowed, "sub"), { recursive: true });
  await writeFile(join(allowed, "a.img"), "an image");
  await writeFile(outside, "a secret");
});
afterEach(() => scene.remove());

const open = (url: string, folders = [allowed]) =>
  createSourceOpener({ allowedFolders: folders, requestTimeoutMs: 1000 }).open(url, signal);
const fileUrl = (path: string) => pathToFileURL(path).href;

describe("a file:// URL", () => {
  test("is read in ranges below an allowed folder", async () => {
    const source = await open(fileUrl(join(allowed, "a.img")));
    expect((await bytesOf(source)).toString()).toBe("an image");
    expect((await bytesOf(source, 3, 5)).toString()).toBe("im");
    expect(await bytesOf(source, 4, 4)).toHaveLength(0);
  });

  test("may name a file whose name begins with dots, and a folder that is a link", async () => {
    await writeFile(join(allowed, "..hidden"), "dots");
    expect((await bytesOf(await open(fileUrl(join(allowed, "..hidden"))))).toString()).toBe("dots");
    await symlink(allowed, join(scene.folder, "link"));
    const byLink = await open(fileUrl(join(scene.folder, "link", "a.img")), [join(scene.folder, "link")]);
    expect((await bytesOf(byLink)).toString()).toBe("an image");
  });

  test("reaches no file while no folder is allowed", async () => {
    await expect(open(fileUrl(join(allowed, "a.img")), [])).rejects.toThrow(/\[deploy\] file_url_allowed_paths/);
  });

  test.each<[string, () => string | Promise<string>]>([
    ["outside", () => fileUrl(outside)],
    ["by dots", () => `${fileUrl(allowed)}/../secret`],
    ["by dots in another spelling", () => `${fileUrl(allowed)}/%2e%2e/secret`],
    ["next to it with a longer name", () => fileUrl(`${allowed}-2/a.img`)],
    ["that is the folder itself", () => fileUrl(allowed)],
    [
      "behind a link",
      async () => {
        await symlink(outside, join(allowed, "link"));
        return fileUrl(join(allowed, "link"));
      },
    ],
    [
      "behind a link to a folder",
      async () => {
        await symlink(scene.folder, join(allowed, "up"));
        return fileUrl(join(allowed, "up", "secret"));
      },
    ],
    ["that is not there, outside", () => fileUrl(join(scene.folder, "nothing"))],
  ])("reaches no file %s", async (_what, url) => {
    await expect(open(await url())).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
      message: expect.stringMatching(/not below a folder of \[deploy\] file_url_allowed_paths/) as string,
    });
  });

  test.each([
    ["with an escaped slash", "file:///a%2Fb"],
    ["of another host", "file://elsewhere/a"],
  ])("is refused %s", async (_what, url) => {
    await expect(open(url)).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
  });

  test("of a file that is not there says so", async () => {
    await expect(open(fileUrl(join(allowed, "b.img")))).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringContaining("(ENOENT)") as string,
    });
  });

  test("of a folder is no file", async () => {
    await expect(open(fileUrl(join(allowed, "sub")))).rejects.toThrow(/is not a file/);
  });

  test("fails when the file becomes shorter or vanishes while it is read", async () => {
    const source = await open(fileUrl(join(allowed, "a.img")));
    await truncate(join(allowed, "a.img"), 2);
    await expect(bytesOf(source)).rejects.toThrow(/became shorter/);
    await rm(join(allowed, "a.img"));
    await expect(bytesOf(source)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });
});

test.each(["ftp://u:hunter2@files.test/a?key=hunter2", "/a/path", "http//u:hunter2@x"])(
  "%s is no URL that is opened, and nothing secret of it is told",
  async (url) => {
    const error = await open(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "INVALID_PARAMETER" });
    expect((error as Error).message).not.toContain("hunter2");
  },
);
