import { type Token, token } from "../driver/token.js";
import type { NodeTask } from "../task/node-task.js";

/** An instance image as the agent is told of it. @public */
export interface ResolvedImage {
  /** What the agent fetches. */
  readonly url: string;
  readonly diskFormat: string;
  readonly hashAlgorithm: "sha256" | "sha512" | "md5";
  readonly hashValue: string;
}

/**
 * Instance images and config drives.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.deploy_utils.build_instance_info_for_deploy`.
 * @public
 */
export interface Images {
  /**
   * Resolves `instance_info.image_source` and its checksum (`image_os_hash_algo` and `image_os_hash_value`, or
   * `image_checksum`: a digest whose length names the algorithm, or the URL of a checksum file). `file://` images are
   * hashed here when no checksum is given, and served by us.
   *
   * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `IMAGE_NOT_FOUND`, `IMAGE_CHECKSUM_UNUSABLE` (which names
   *   `[agent] allow_md5_checksum` where MD5 is the reason)
   */
  resolve(task: NodeTask): Promise<ResolvedImage>;
  /**
   * Checks the image parameters without I/O.
   * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `IMAGE_CHECKSUM_UNUSABLE`
   */
  validate(instanceInfo: NodeTask["node"]["instanceInfo"]): void;
  /**
   * The config drive as the agent takes it: an http(s) URL, or a gzipped ISO in base64; `undefined` when the node has none.
   * `instance_info.configdrive` is an object (`meta_data`, `user_data`, `network_data`, `vendor_data`), a base64 ISO or a URL.
   */
  configDrive(task: NodeTask): Promise<string | undefined>;
}

/** @public */
export const IMAGES: Token<Images> = token("interfaces/images");
