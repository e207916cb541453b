import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { MachineFile, MachineFiles } from "@steelyard/interfaces";
import type { MachineFileServer, ServedFile } from "@steelyard/runtime-interfaces";
import { type FencedTask, mustRefuse } from "../check/expect-code.js";
import {
  describePluginChecks,
  type PluginCheck,
  type PluginHarness,
  type PluginHarnessMaker,
} from "../check/plugin-check.js";

/** @public */
export interface MachineFilesHarness extends PluginHarness {
  readonly files: MachineFiles;
  /** Serves what `files` published, in the same process. */
  readonly server: MachineFileServer;
  /** Serves it from the same rows in another process. */
  readonly otherServer: MachineFileServer;
  /** A task over a node of the store. */
  readonly task: FencedTask;
  /** A file below an allowed folder, and its bytes. */
  readonly allowed: { readonly path: string; readonly bytes: Uint8Array };
  /** A path that exists below no allowed folder. */
  readonly forbiddenPath: string;
}

const MAC = "52:54:00:ab:cd:ef";
const SCRIPT: MachineFile = { kind: "ipxe-script", macAddresses: [MAC], script: "#!ipxe\nexit\n" };
const DRIVE: MachineFile = {
  kind: "config-drive",
  content: { meta_data: { uuid: "0b2f1d6e-9f3c-4c1f-8a55-3f0c6f1b7a11" }, user_data: "#!/bin/sh\n" },
};
/** Bytes an id in a URL has to have, in characters of base64url: 128 bits. */
const UNGUESSABLE = 22;
const DEADLINE_MS = 20_000;

export const MACHINE_FILES_CHECKS: readonly PluginCheck<MachineFilesHarness>[] = [
  {
    title: "serves a published file under an unguessable URL that ends with its name",
    run: async ({ files, server, task }) => {
      const { id, name } = placeOf(await files.publish(task, "config-drive.iso", DRIVE));
      if (name !== "config-drive.iso") throw new Error(`the URL ends with ${name}`);
      if (id.length < UNGUESSABLE) throw new Error(`${id} can be guessed`);
      if ((await bytesOf(await opened(server, id, name))).length === 0) throw new Error("it serves nothing");
    },
  },
  {
    title: "keeps the URL of an equal file, and gives a changed one another",
    run: async ({ files, server, task }) => {
      const first = await files.publish(task, "drive", DRIVE);
      if ((await files.publish(task, "drive", structuredClone(DRIVE))) !== first) throw new Error("the URL changed");
      const second = await files.publish(task, "drive", { ...DRIVE, content: { meta_data: { uuid: "another" } } });
      if (second === first) throw new Error("another file has the same URL");
      const { id, name } = placeOf(first);
      if ((await server.open(id, name, deadline())) !== undefined) throw new Error("the replaced file is still served");
    },
  },
  {
    title: "is byte-identical from every process, with the same tag",
    run: async ({ files, server, otherServer, task }) => {
      const { id, name } = placeOf(await files.publish(task, "drive", DRIVE));
      const [one, other] = [await opened(server, id, name), await opened(otherServer, id, name)];
      if (one.etag !== other.etag) throw new Error(`the tags are ${one.etag} and ${other.etag}`);
      if (digest(await bytesOf(one)) !== digest(await bytesOf(other))) throw new Error("the bytes differ");
    },
  },
  {
    title: "serves any part of a file, and its size",
    run: async ({ files, server, task }) => {
      const { id, name } = placeOf(await files.publish(task, "drive", DRIVE));
      const file = await opened(server, id, name);
      const whole = await bytesOf(file);
      if (whole.length !== file.size) throw new Error(`size is ${file.size}, and it has ${whole.length} bytes`);
      for (const [start, end] of [
        [0, 1],
        [1, 2049],
        [file.size - 1, file.size],
        [2047, 6145],
        [5, 5],
      ] as const) {
        const part = await bytesOf(file, start, end);
        if (!part.equals(whole.subarray(start, end))) throw new Error(`bytes ${start} to ${end} are others`);
      }
    },
  },
  {
    title: "is found by the MAC address of the machine, in lower case or not",
    run: async ({ files, server, task }) => {
      const url = await files.publish(task, "ipxe", SCRIPT);
      if (!url.endsWith(`/boot/ipxe/${MAC.replaceAll(":", "-")}`)) throw new Error(`the script is at ${url}`);
      const script = await server.openBootScript(MAC, deadline());
      if (script === undefined) throw new Error("nothing is served for the MAC address");
      const text = (await bytesOf(script)).toString();
      if (SCRIPT.kind !== "ipxe-script" || text !== SCRIPT.script) throw new Error(`it serves ${JSON.stringify(text)}`);
      await files.withdraw(task, "ipxe");
      if ((await server.openBootScript(MAC, deadline())) !== undefined) throw new Error("it is still served");
    },
  },
  {
    title: "serves nothing that was withdrawn, is unknown, or is asked for under another name",
    run: async ({ files, server, task }) => {
      const { id, name } = placeOf(await files.publish(task, "drive", DRIVE));
      if ((await server.open(id, `${name}.sig`, deadline())) !== undefined) throw new Error("another name is served");
      await files.withdraw(task, "drive");
      await files.withdraw(task, "drive");
      if ((await server.open(id, name, deadline())) !== undefined) throw new Error("a withdrawn file is served");
      if ((await server.open("no-such-file", name, deadline())) !== undefined)
        throw new Error("an unknown id is served");
    },
  },
  {
    title: "publishes and withdraws nothing for a process that lost the node",
    run: async ({ files, server, task }) => {
      const { id, name } = placeOf(await files.publish(task, "drive", DRIVE));
      task.lose();
      await mustRefuse(["RESERVATION_LOST"], () => files.publish(task, "ipxe", SCRIPT));
      await mustRefuse(["RESERVATION_LOST"], () => files.withdraw(task, "drive"));
      if ((await server.openBootScript(MAC, deadline())) !== undefined) throw new Error("it was published");
      if ((await server.open(id, name, deadline())) === undefined) throw new Error("it was withdrawn");
    },
  },
  {
    title: "serves local files below the allowed folders alone",
    run: async ({ files, server, task, allowed, forbiddenPath }) => {
      const { id, name } = placeOf(await files.publish(task, "image", { kind: "local-file", path: allowed.path }));
      if (!(await bytesOf(await opened(server, id, name))).equals(Buffer.from(allowed.bytes)))
        throw new Error("it serves other bytes");
      const detour = `${allowed.path}/../../../../../../../../../../..${forbiddenPath}`;
      for (const path of [forbiddenPath, detour])
        await mustRefuse(["INVALID_PARAMETER"], () => files.publish(task, "image", { kind: "local-file", path }));
    },
  },
  {
    title: "tells a URL the machine can reach: its own for http, a published one for a file, none for other schemes",
    run: async ({ files, task, allowed, forbiddenPath }) => {
      const web = "https://images.test/disk.raw?sig=1";
      if ((await files.reachable(task, "image", web)) !== web) throw new Error("a web address was changed");
      const url = await files.reachable(task, "image", pathToFileURL(allowed.path).href);
      if (!/^https?:\/\//.test(url)) throw new Error(`${url} can not be reached`);
      for (const source of ["ftp://images.test/disk.raw", "disk.raw", pathToFileURL(forbiddenPath).href])
        await mustRefuse(["INVALID_PARAMETER"], () => files.reachable(task, "image", source));
    },
  },
];

function placeOf(url: string): { readonly id: string; readonly name: string } {
  const [, id = "", name = ""] = /\/files\/([^/]+)\/([^/]+)$/.exec(new URL(url).pathname) ?? [];
  if (id === "") throw new Error(`${url} is no URL of a published file`);
  return { id, name: decodeURIComponent(name) };
}

function deadline(): AbortSignal {
  return AbortSignal.timeout(DEADLINE_MS);
}

async function opened(server: MachineFileServer, id: string, name: string): Promise<ServedFile> {
  const file = await server.open(id, name, deadline());
  if (file === undefined) throw new Error(`nothing is served as ${name}`);
  return file;
}

async function bytesOf(file: ServedFile, start = 0, end = file.size): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of file.read(start, end, deadline())) parts.push(part);
  return Buffer.concat(parts);
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * The contract of `MachineFiles` together with the `MachineFileServer` that serves them.
 * @param name - of the plugin
 * @public
 */
export function describeMachineFiles(name: string, make: PluginHarnessMaker<MachineFilesHarness>): void {
  describePluginChecks(`machine files of ${name}`, MACHINE_FILES_CHECKS, make);
}
