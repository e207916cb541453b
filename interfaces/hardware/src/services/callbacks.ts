import { type Token, token } from "../driver/token.js";

/** Where the deploy agent reaches us. @public */
export interface Callbacks {
  /** The value of `ipa-api-url`: one base URL, or a comma list of all live conductors'. */
  agentApiUrl(): Promise<string>;
}

/** @public */
export const CALLBACKS: Token<Callbacks> = token("interfaces/callbacks");
