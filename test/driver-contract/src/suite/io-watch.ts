import { createHook } from "node:async_hooks";
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Asynchronous resources that mean a socket, a name look-up, a process or a file. */
const IO_RESOURCE = /^(TCP|UDP|PIPE|TLS|PROCESS|TTY|FS|GETADDRINFO|GETNAMEINFO|QUERY|HTTP|DNS|ZLIB)/i;

const SYNC_CALLS: readonly (readonly [object, readonly string[]])[] = [
  [
    fs,
    ["accessSync", "existsSync", "openSync", "readFileSync", "readdirSync", "statSync", "lstatSync", "writeFileSync"],
  ],
  [childProcess, ["execFileSync", "execSync", "spawnSync"]],
];

/**
 * Runs synchronous code and tells which I/O it started or did.
 * @returns names of resources and calls; empty when there was none
 */
export function ioOf(code: () => void): readonly string[] {
  const seen: string[] = [];
  const hook = createHook({
    init: (_id, type) => {
      if (IO_RESOURCE.test(type)) seen.push(type);
    },
  });
  const undo = SYNC_CALLS.flatMap(([module, names]) => names.map((name) => watch(module, name, seen)));
  syncBuiltinESMExports();
  hook.enable();
  try {
    code();
  } finally {
    hook.disable();
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  }
  return seen;
}

/** Opens sockets or processes while `code` runs? For code that may read files, as an import does. */
export async function socketsOf(code: () => Promise<void>): Promise<readonly string[]> {
  const seen: string[] = [];
  const hook = createHook({
    init: (_id, type) => {
      if (/^(TCP|UDP|TLS|PROCESSWRAP|GETADDRINFO|HTTP)/.test(type)) seen.push(type);
    },
  });
  hook.enable();
  try {
    await code();
  } finally {
    hook.disable();
  }
  return seen;
}

function watch(module: object, name: string, seen: string[]): () => void {
  const table = module as Record<string, (...args: unknown[]) => unknown>;
  const original = table[name]!;
  table[name] = (...args) => {
    seen.push(name);
    return original(...args);
  };
  return () => {
    table[name] = original;
  };
}
