/** A URL for messages: without user, password, query and fragment, which may hold secrets. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text.replace(/\/\/.*@/, "//").replace(/[?#].*$/, "");
  const url = new URL(text);
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  return url.href;
}
