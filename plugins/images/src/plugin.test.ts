import { aTask } from "@steelyard/driver-contract";
import { IMAGES, MACHINE_FILES, type Token } from "@steelyard/interfaces";
import { MACHINE_FILE_SERVER, PUBLIC_ADDRESS, STORE } from "@steelyard/runtime-interfaces";
import { expect, test } from "vitest";
import { imagesPlugin } from "./plugin.js";
import { API, bytesOf, fetchPublished, MemoryMachineFileStore } from "./scene.test.support.js";

/** Makes what the plugin provides as a runtime would: each once, when it is first needed. */
function resolver(values: ReadonlyMap<string, unknown>) {
  const made = new Map(values);
  const get = (id: string): unknown => {
    if (made.has(id)) return made.get(id);
    const provider = imagesPlugin.providers.find(({ token }) => token.id === id);
    if (provider === undefined) throw new Error(`nothing provides ${id}`);
    const deps = Object.entries(provider.deps).map(([name, token]) => [name, get(token.id)]);
    made.set(id, provider.create(Object.fromEntries(deps)));
    return made.get(id);
  };
  return <T>(token: Token<T>) => get(token.id) as T;
}

test("the plugin provides images, machine files and their server from configuration, store and address", async () => {
  const defaults = imagesPlugin.config.map(({ token, options }): [string, unknown] => [
    token.id,
    Object.fromEntries(
      Object.entries(options as Record<string, { default: unknown }>).map(([name, each]) => [name, each.default]),
    ),
  ]);
  const get = resolver(
    new Map<string, unknown>([
      ...defaults,
      [STORE.id, { machineFiles: new MemoryMachineFileStore() }],
      [PUBLIC_ADDRESS.id, { apiUrl: () => API }],
    ]),
  );
  const url = await get(MACHINE_FILES).publish(aTask(), "drive.iso", { kind: "config-drive", content: {} });
  const bytes = await bytesOf(await fetchPublished(get(MACHINE_FILE_SERVER), url));
  expect(bytes.subarray(32_769, 32_774).toString()).toBe("CD001");
  expect(() => get(IMAGES).validate({})).toThrow(/image_source is not set/);
});
