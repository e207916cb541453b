/** The part of a file a request wants. `all` where the header is absent or not understood (RFC 9110 §14.2). */
export type ByteRange =
  | { readonly kind: "all" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "unsatisfiable" };

/**
 * Reads a `Range` header with one range; several ranges are answered with the whole file.
 *
 * @remarks Source: RFC 9110 §14. `end` is exclusive.
 */
export function readRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(header?.trim() ?? "");
  if (match === null) return { kind: "all" };
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return { kind: "all" };
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: "unsatisfiable" } : { kind: "part", start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return { kind: "all" };
  if (start >= size) return { kind: "unsatisfiable" };
  return { kind: "part", start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}
