import {
  AGENT_CONFIG,
  DEPLOY_CONFIG,
  definePlugin,
  IMAGES,
  MACHINE_FILES,
  provide,
  type Token,
  token,
} from "@steelyard/interfaces";
import { MACHINE_FILE_SERVER, PUBLIC_ADDRESS, STORE } from "@steelyard/runtime-interfaces";
import { createMachineFileServer } from "./files/machine-file-server.js";
import { StoredMachineFiles } from "./files/machine-files.js";
import { ImageCache } from "./images/image-cache.js";
import { NodeImages } from "./images/node-images.js";
import { cacheFolderOf, IMAGES_CONFIG } from "./images-config.js";
import { createSourceOpener } from "./sources/open-source.js";
import type { SourceOpener } from "./sources/source.js";

const SOURCES: Token<SourceOpener> = token("images/sources");
const CACHE: Token<ImageCache> = token("images/cache");
const FILES: Token<StoredMachineFiles> = token("images/files");

/**
 * Images, config drives and the files machines fetch.
 * @public
 */
export const imagesPlugin = definePlugin({
  id: "images",
  config: [DEPLOY_CONFIG, AGENT_CONFIG, IMAGES_CONFIG],
  providers: [
    provide(SOURCES, {
      deps: { deploy: DEPLOY_CONFIG.token, images: IMAGES_CONFIG.token },
      create: ({ deploy, images }) =>
        createSourceOpener({
          allowedFolders: deploy.fileUrlAllowedPaths,
          requestTimeoutMs: images.requestTimeout * 1000,
        }),
    }),
    provide(CACHE, {
      deps: { images: IMAGES_CONFIG.token, sources: SOURCES },
      create: ({ images, sources }) =>
        new ImageCache({
          folder: cacheFolderOf(images),
          sizeBytes: images.cacheSizeGib * 1024 ** 3,
          sources,
          qemuImg: images.qemuImg,
        }),
    }),
    provide(FILES, {
      deps: { store: STORE, address: PUBLIC_ADDRESS, config: DEPLOY_CONFIG.token },
      create: (parts) => new StoredMachineFiles(parts),
    }),
    provide(MACHINE_FILES, { deps: { files: FILES }, create: ({ files }) => files }),
    provide(MACHINE_FILE_SERVER, {
      deps: { store: STORE, sources: SOURCES, cache: CACHE, deploy: DEPLOY_CONFIG.token },
      create: ({ store, sources, cache, deploy }) =>
        createMachineFileServer({ store, sources, cache, allowedFolders: deploy.fileUrlAllowedPaths }),
    }),
    provide(IMAGES, {
      deps: { config: AGENT_CONFIG.token, sources: SOURCES, files: FILES, cache: CACHE },
      create: (parts) => new NodeImages(parts),
    }),
  ],
});
