import type { JsonObject } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { type GivenChecksum, givenChecksum } from "./checksum.js";
import { findInChecksumFile } from "./checksum-file.js";

const MD5 = "d41d8cd98f00b204e9800998ecf8427e";
const SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SHA512 = SHA256 + SHA256;

describe("the checksum a node gives", () => {
  test.each<{ title: string; info: JsonObject; given: GivenChecksum }>([
    { title: "none", info: {}, given: undefined },
    { title: "empty values", info: { image_checksum: "", image_os_hash_algo: null }, given: undefined },
    {
      title: "sha256 by name and value",
      info: { image_os_hash_algo: "sha256", image_os_hash_value: SHA256 },
      given: { algorithm: "sha256", value: SHA256 },
    },
    {
      title: "sha512 by name and value, in capitals",
      info: { image_os_hash_algo: "SHA512", image_os_hash_value: SHA512.toUpperCase() },
      given: { algorithm: "sha512", value: SHA512 },
    },
    {
      title: "name and value before a digest",
      info: { image_os_hash_algo: "sha256", image_os_hash_value: SHA256, image_checksum: MD5 },
      given: { algorithm: "sha256", value: SHA256 },
    },
    { title: "sha256 by its length", info: { image_checksum: SHA256 }, given: { algorithm: "sha256", value: SHA256 } },
    { title: "sha512 by its length", info: { image_checksum: SHA512 }, given: { algorithm: "sha512", value: SHA512 } },
    {
      title: "the URL of a file",
      info: { image_checksum: "https://files.test/SHA256SUMS" },
      given: { url: "https://files.test/SHA256SUMS" },
    },
  ])("$title", ({ info, given }) => {
    expect(givenChecksum(info, false)).toEqual(given);
  });

  test.each<{ title: string; info: JsonObject; reason: RegExp }>([
    { title: "a name without a value", info: { image_os_hash_algo: "sha256" }, reason: /belong together/ },
    { title: "a value without a name", info: { image_os_hash_value: SHA256 }, reason: /belong together/ },
    {
      title: "an algorithm that is not known",
      info: { image_os_hash_algo: "sha1", image_os_hash_value: SHA256 },
      reason: /not one of sha256, sha512/,
    },
    {
      title: "an algorithm with a name of every object",
      info: { image_os_hash_algo: "toString", image_os_hash_value: SHA256 },
      reason: /not one of sha256, sha512/,
    },
    {
      title: "a value of another length",
      info: { image_os_hash_algo: "sha512", image_os_hash_value: SHA256 },
      reason: /not a hexadecimal sha512 digest of 128 digits/,
    },
    { title: "a digest of 40 digits", info: { image_checksum: "a".repeat(40) }, reason: /neither a URL nor/ },
    { title: "what is no hexadecimal number", info: { image_checksum: "z".repeat(64) }, reason: /neither a URL nor/ },
    { title: "a number", info: { image_checksum: 7 }, reason: /must be a text/ },
  ])("is refused: $title", ({ info, reason }) => {
    const read = () => givenChecksum(info, true);
    expect(read).toThrow(reason);
    expect(read).toThrow(expect.objectContaining({ code: "IMAGE_CHECKSUM_UNUSABLE" }));
  });

  test.each<[string, JsonObject]>([
    ["by name", { image_os_hash_algo: "md5", image_os_hash_value: MD5 }],
    ["by its length", { image_checksum: MD5 }],
  ])("is MD5, %s: refused with the option that allows it, and taken with the option", (_how, info) => {
    expect(() => givenChecksum(info, false)).toThrow(/MD5.*\[agent\] allow_md5_checksum/);
    expect(givenChecksum(info, true)).toEqual({ algorithm: "md5", value: MD5 });
  });
});

describe("a checksum file", () => {
  const find = (text: string, isMd5Allowed = false) =>
    findInChecksumFile(text, "disk image.qcow2", "http://files.test/SUMS", isMd5Allowed);

  test.each([
    ["of sha256sum", `${MD5.replace("d", "e")}  other\n${SHA256}  disk image.qcow2\n`],
    ["of sha256sum in binary mode", `${SHA256} *disk image.qcow2\n`],
    ["with folders", `${SHA256}  ./images/disk image.qcow2\n`],
    ["of BSD", `SHA256 (other) = ${SHA512}\nSHA256 (disk image.qcow2) = ${SHA256}\n`],
    ["of BSD, without spaces", `SHA256(disk image.qcow2)= ${SHA256}`],
    ["with a digest alone", `${SHA256}\n`],
    ["of Windows", `# comment\r\n${SHA256.toUpperCase()}  disk image.qcow2\r\n`],
    ["that is signed", `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${SHA256}  disk image.qcow2\n-----BEGIN`],
  ])("%s", (_kind, text) => {
    expect(find(text)).toEqual({ algorithm: "sha256", value: SHA256 });
  });

  test("counts by the strongest digest it has", () => {
    const text = `MD5 (disk image.qcow2) = ${MD5}\nSHA512 (disk image.qcow2) = ${SHA512}\nSHA256 (disk image.qcow2) = ${SHA256}`;
    expect(find(text)).toEqual({ algorithm: "sha512", value: SHA512 });
  });

  test.each([
    ["of other files", `${SHA256}  disk image.qcow2.asc\n${SHA256}  another\n`],
    ["of algorithms whose digests are as long", `SHA512/256 (disk image.qcow2) = ${SHA256}`],
    ["of a web page", "<html><body>Not found</body></html>"],
    ["that is empty", ""],
  ])("%s has no digest for the image", (_kind, text) => {
    expect(() => find(text)).toThrow(/http:\/\/files.test\/SUMS has no digest for disk image.qcow2/);
  });

  test("with MD5 alone is refused, and taken with the option", () => {
    expect(() => find(`${MD5}  disk image.qcow2`)).toThrow(/\[agent\] allow_md5_checksum/);
    expect(find(`${MD5}  disk image.qcow2`, true)).toEqual({ algorithm: "md5", value: MD5 });
  });
});
