import type { JsonValue } from "@steelyard/interfaces";

const SECRET_KEY = /password|passphrase|secret|token|authorization|private.?key/i;
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"']+@/gi;
const HIDDEN = "***";

/**
 * The strings in a request body that must not be repeated: values of keys that name a secret, at any depth.
 * @internal
 */
export function secretsIn(body: JsonValue | undefined): readonly string[] {
  const found: string[] = [];
  const walk = (value: JsonValue, isSecret: boolean): void => {
    if (typeof value === "string") {
      if (isSecret && value !== "") found.push(value);
    } else if (Array.isArray(value)) {
      for (const item of value) walk(item, isSecret);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) walk(item, isSecret || SECRET_KEY.test(key));
    }
  };
  if (body !== undefined) walk(body, false);
  return found;
}

/** `text` without the secrets, and without user information in URLs. BMCs echo refused values in their messages. @internal */
export function redact(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const plain = longestFirst.reduce((result, secret) => result.replaceAll(secret, HIDDEN), text);
  return plain.replace(USERINFO, `$1${HIDDEN}@`);
}
