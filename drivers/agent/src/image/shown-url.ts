/** A URL for messages: without user, password and query, which may hold secrets. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = "";
  url.password = "";
  url.search = "";
  return url.href;
}
