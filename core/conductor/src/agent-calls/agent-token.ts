import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new agent token: 32 random bytes, URL-safe. Source: reference "Agent" §3. */
export function newAgentToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Compares in constant time. */
export function isSameToken(given: string, stored: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(stored));
}

/** What a lookup answers once the token was handed out. */
export const MASKED_TOKEN = "******";
