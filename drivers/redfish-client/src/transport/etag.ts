/**
 * The `If-Match` values a conditional write is tried with, one after the other, on status 412: a weak tag, its strong
 * form, then none; a strong one, then none.
 *
 * @remarks Source: reference/redfish.md §1 "ETag". Compression makes tags weak, and some BMCs compare them strongly.
 * @internal
 */
export function ifMatchLadder(etag: string | undefined): readonly (string | undefined)[] {
  if (etag === undefined) return [undefined];
  return etag.startsWith("W/") ? [etag, etag.slice(2), undefined] : [etag, undefined];
}
