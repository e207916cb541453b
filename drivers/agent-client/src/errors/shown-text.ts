const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"']+@/gi;
const QUERY = /([a-z][a-z0-9+.-]*:\/\/[^\s?"'<>]+)\?[^\s"'<>;,]+/gi;
const LONGEST = 1500;

/**
 * Text of an agent as operators may see it: without user names, passwords and queries in URLs (a query may be a signature), without
 * `secrets`, and cut.
 * @internal
 */
export function shownText(text: string, secrets: readonly string[] = []): string {
  const plain = secrets
    .filter((secret) => secret !== "")
    .reduce((result, secret) => result.replaceAll(secret, "******"), text)
    .replace(USER_INFO, "$1")
    .replace(QUERY, "$1");
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST)}…`;
}
