/**
 * The pause a `Retry-After` header asks for in milliseconds: a number of seconds or an HTTP date. Undefined where
 * there is none or it cannot be read.
 *
 * @remarks Source: RFC 9110 §10.2.3.
 * @internal
 */
export function retryAfterMs(header: string | undefined, wallNow: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  if (!/[a-z]/i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallNow);
}
