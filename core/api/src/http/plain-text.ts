import { badRequest } from "./api-error.js";

/** NUL and unpaired surrogates: PostgreSQL stores neither, so no database here does. */
const UNUSABLE = /\0|\p{Surrogate}/u;

/** Refuses text that can not be stored as it is. @throws ApiError 400 that says where, without the text */
export function checkPlainText(where: string, text: string): void {
  if (UNUSABLE.test(text))
    throw badRequest(`${where} holds a NUL character or an unpaired surrogate; neither can be stored.`);
}
