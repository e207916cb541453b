import { expect, test } from "vitest";
import { expectedChecksum } from "./checksum.js";
import { imageInfoOf } from "./image-info.js";

const MD5 = "a".repeat(32);
const SHA256 = "b".repeat(64);
const SHA512 = "c".repeat(128);
const FILE = "http://127.0.0.1/SUMS";

interface Row {
  readonly title: string;
  readonly info: Record<string, unknown>;
  readonly file?: string;
  readonly allowsMd5?: boolean;
}

const sumOf = ({ info, file = "", allowsMd5 = false }: Row) => {
  const image = imageInfoOf({ id: "disk.raw", urls: ["http://127.0.0.1/images/disk.raw"], ...info }, { allowsMd5 });
  return expectedChecksum(image, { allowsMd5, fetchText: async () => file });
};

test.each<Row & { algorithm: string; value: string }>([
  {
    title: "algorithm and value",
    info: { os_hash_algo: "sha512", os_hash_value: SHA512 },
    algorithm: "sha512",
    value: SHA512,
  },
  {
    title: "them before a checksum",
    info: { os_hash_algo: "sha256", os_hash_value: SHA256, checksum: SHA512 },
    algorithm: "sha256",
    value: SHA256,
  },
  { title: "a checksum by its length", info: { checksum: SHA256.toUpperCase() }, algorithm: "sha256", value: SHA256 },
  { title: "a longer one", info: { checksum: SHA512 }, algorithm: "sha512", value: SHA512 },
  { title: "MD5 where it is allowed", info: { checksum: MD5 }, allowsMd5: true, algorithm: "md5", value: MD5 },
  {
    title: "a file with a checksum alone",
    info: { checksum: FILE },
    file: `${SHA256}\n`,
    algorithm: "sha256",
    value: SHA256,
  },
  {
    title: "a file as sha256sum writes it",
    info: { checksum: FILE },
    file: `${SHA512}  other\n${SHA256}  disk.raw\n`,
    algorithm: "sha256",
    value: SHA256,
  },
  {
    title: "a file of binary mode",
    info: { checksum: FILE },
    file: `# note\n${SHA256} *disk.raw\n`,
    algorithm: "sha256",
    value: SHA256,
  },
  {
    title: "a file as BSD writes it",
    info: { checksum: FILE },
    file: `SHA512 (disk.raw) = ${SHA512}\nx\n`,
    algorithm: "sha512",
    value: SHA512,
  },
  {
    title: "a file as value of an algorithm",
    info: { os_hash_algo: "sha256", os_hash_value: FILE },
    file: `${SHA256}  disk.raw\n`,
    algorithm: "sha256",
    value: SHA256,
  },
])("takes $title", async ({ algorithm, value, ...row }) => {
  expect(await sumOf(row)).toEqual({ algorithm, value });
});

test.each<Row & { type: string }>([
  { title: "MD5 as algorithm", info: { os_hash_algo: "md5", os_hash_value: MD5 }, type: "RESTError" },
  { title: "MD5 in a file", info: { checksum: FILE }, file: `${MD5}  disk.raw\n`, type: "RESTError" },
  { title: "an algorithm nobody knows", info: { os_hash_algo: "crc", os_hash_value: "1" }, type: "RESTError" },
  { title: "a checksum of a strange length", info: { checksum: "d".repeat(40) }, type: "RESTError" },
  {
    title: "a file without the image",
    info: { checksum: FILE },
    file: `${SHA256}  other.raw\n`,
    type: "ImageDownloadError",
  },
  { title: "an empty file", info: { checksum: FILE }, file: "\n", type: "ImageDownloadError" },
  { title: "a file without a checksum", info: { checksum: FILE }, file: "hello\n", type: "ImageDownloadError" },
])("refuses $title", async ({ type, ...row }) => {
  await expect(sumOf(row)).rejects.toMatchObject({ type });
});

test.each([
  { title: "MD5 that is not allowed", info: { checksum: MD5 } },
  { title: "no checksum", info: {} },
  { title: "an empty checksum", info: { checksum: "" } },
  { title: "an algorithm without value", info: { os_hash_algo: "sha256" } },
  { title: "no address", info: { checksum: SHA256, urls: [] } },
  { title: "a name that leaves the folder", info: { checksum: SHA256, id: "../disk" } },
])("refuses $title before the command starts", ({ info }) => {
  const given = { id: "disk.raw", urls: ["http://127.0.0.1/disk.raw"], ...info };
  expect(() => imageInfoOf(given, { allowsMd5: false })).toThrow(
    expect.objectContaining({ type: "InvalidCommandParamsError" }),
  );
});
