import type { Images, JsonObject, NodeTask } from "@steelyard/interfaces";
import { mustRefuse } from "../check/expect-code.js";
import {
  describePluginChecks,
  type PluginCheck,
  type PluginHarness,
  type PluginHarnessMaker,
} from "../check/plugin-check.js";

/** @public */
export interface ImagesHarness extends PluginHarness {
  readonly images: Images;
  /** A raw image that can be fetched, and its digests. */
  readonly image: {
    readonly source: string;
    readonly sha256: string;
    readonly sha512: string;
    readonly md5: string;
  };
  /** A source of a kind the plugin knows, of which there is none. */
  readonly missing: string;
  /** A task over a node with this instance_info. */
  task(instanceInfo: JsonObject): NodeTask & { abort(): void };
}

const DIGEST_LENGTH = { sha256: 64, sha512: 128 } as const;

export const IMAGES_CHECKS: readonly PluginCheck<ImagesHarness>[] = [
  ...(["sha256", "sha512"] as const).map((algorithm) => ({
    title: `resolves an image with its ${algorithm}, however the checksum is given`,
    run: async ({ images, image, task }: ImagesHarness) => {
      const value = image[algorithm];
      for (const given of [
        { image_os_hash_algo: algorithm, image_os_hash_value: value },
        { image_checksum: value },
        { image_os_hash_algo: algorithm.toUpperCase(), image_os_hash_value: value.toUpperCase() },
      ]) {
        const resolved = await images.resolve(task({ image_source: image.source, ...given }));
        if (resolved.hashAlgorithm !== algorithm || resolved.hashValue.toLowerCase() !== value)
          throw new Error(`resolved to ${resolved.hashAlgorithm} ${resolved.hashValue}`);
        if (resolved.hashValue.length !== DIGEST_LENGTH[algorithm]) throw new Error("the digest has another length");
        if (!/^https?:\/\//.test(resolved.url)) throw new Error(`no agent can fetch ${resolved.url}`);
        if (resolved.diskFormat !== "raw") throw new Error(`the format is ${resolved.diskFormat}`);
      }
    },
  })),
  {
    title: "takes no MD5, and names the option that allows it",
    run: async ({ images, image, task }) => {
      for (const given of [
        { image_checksum: image.md5 },
        { image_os_hash_algo: "md5", image_os_hash_value: image.md5 },
      ]) {
        const instanceInfo = { image_source: image.source, ...given };
        for (const call of [() => images.resolve(task(instanceInfo)), () => images.validate(instanceInfo)]) {
          const message = await mustRefuse(["IMAGE_CHECKSUM_UNUSABLE"], call);
          if (!message.includes("allow_md5_checksum")) throw new Error(`it does not name the option: ${message}`);
        }
      }
    },
  },
  {
    title: "says what an instance_info lacks or has wrong",
    run: async ({ images, image, task }) => {
      const wrong: readonly (readonly [codes: readonly string[], instanceInfo: JsonObject])[] = [
        [["MISSING_PARAMETER"], {}],
        [["INVALID_PARAMETER", "MISSING_PARAMETER"], { image_source: 7 }],
        [["IMAGE_CHECKSUM_UNUSABLE", "INVALID_PARAMETER"], { image_source: image.source, image_checksum: "12" }],
        [
          ["IMAGE_CHECKSUM_UNUSABLE", "INVALID_PARAMETER"],
          { image_source: image.source, image_os_hash_algo: "sha256", image_os_hash_value: image.sha512 },
        ],
      ];
      for (const [codes, instanceInfo] of wrong) {
        await mustRefuse(codes, () => images.validate(instanceInfo));
        await mustRefuse(codes, () => images.resolve(task(instanceInfo)));
      }
    },
  },
  {
    title: "validates what it can resolve",
    run: ({ images, image }) => {
      images.validate({ image_source: image.source, image_checksum: image.sha256 });
    },
  },
  {
    title: "says that there is no such image",
    run: async ({ images, image, missing, task }) => {
      const instanceInfo = { image_source: missing, image_checksum: image.sha256 };
      await mustRefuse(["IMAGE_NOT_FOUND"], () => images.resolve(task(instanceInfo)));
    },
  },
  {
    title: "passes a config drive on that has a URL, and has none for a node without one",
    run: async ({ images, task }) => {
      if ((await images.configDrive(task({}))) !== undefined) throw new Error("a node without one has a config drive");
      const url = "https://drives.test/1.iso.gz";
      const given = await images.configDrive(task({ configdrive: url }));
      if (given !== url) throw new Error(`the URL became ${String(given)}`);
    },
  },
  {
    title: "makes the same config drive from the same content, as a gzipped ISO in base64",
    run: async ({ images, task }) => {
      const content = { configdrive: { meta_data: { uuid: "u-1" }, user_data: "#!/bin/sh\n" } };
      const [one, other] = [await images.configDrive(task(content)), await images.configDrive(task(content))];
      if (one === undefined || one !== other) throw new Error("two drives of the same content differ");
      if (/^https?:/.test(one)) return;
      const bytes = Buffer.from(one, "base64");
      if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new Error("it is not gzipped");
    },
  },
  {
    title: "ends with the task's signal",
    run: async ({ images, image, task }) => {
      const ended = task({ image_source: image.source, image_checksum: image.sha256 });
      ended.abort();
      let isRefused = false;
      await images.resolve(ended).catch(() => {
        isRefused = true;
      });
      if (!isRefused) throw new Error("it resolved an image for a task that has ended");
    },
  },
];

/**
 * The contract of `Images`.
 * @param name - of the plugin
 * @public
 */
export function describeImages(name: string, make: PluginHarnessMaker<ImagesHarness>): void {
  describePluginChecks(`images of ${name}`, IMAGES_CHECKS, make);
}
