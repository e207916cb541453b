/** A kernel's command line as names and values; a parameter without `=` has the value null, the last of a name counts. */
export function kernelParameters(commandLine: string): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [word] of commandLine.matchAll(/(?:[^\s"]|"[^"]*")+/g)) {
    if (word === "--" || word === "---") continue;
    const at = word.indexOf("=");
    if (at < 0) found.set(word, null);
    else found.set(word.slice(0, at), word.slice(at + 1).replaceAll('"', ""));
  }
  return found;
}
