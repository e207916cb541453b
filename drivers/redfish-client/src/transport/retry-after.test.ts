import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.js";

const now = Date.UTC(2026, 0, 1);

test.each([
  ["30", 30_000],
  ["0", 0],
  [" 1.5 ", 1_500],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["-5", undefined],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After %j is a pause of %j ms", (header, pause) => {
  expect(retryAfterMs(header, now)).toBe(pause);
});
