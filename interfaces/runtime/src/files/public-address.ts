import { type Token, token } from "@steelyard/interfaces";

/** Where this process's API listens, known once it does. @public */
export interface PublicAddress {
  /**
   * Base URL without a trailing slash, e.g. `http://127.0.0.1:6385`.
   * @throws Error before the API listens
   */
  apiUrl(): string;
}

/** @public */
export const PUBLIC_ADDRESS: Token<PublicAddress> = token("runtime/public-address");
