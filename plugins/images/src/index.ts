export { IMAGES_CONFIG, type ImagesConfig } from "./images-config.js";
export { imagesPlugin } from "./plugin.js";
