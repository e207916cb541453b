import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutboundSequence } from "./outbound-sequence.js";
import { ReplayWindow } from "./replay-window.js";

describe("the inbound window", () => {
  test("takes no number twice, and every new one that is less than 32 behind", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffff_ffff }),
        fc.array(fc.integer({ min: -40, max: 40 })),
        (start, steps) => {
          const window = new ReplayWindow();
          const seen = new Set<number>();
          let highest: number | undefined;
          let position = 0;
          for (const step of [0, ...steps]) {
            position += step;
            const sequence = (start + position) >>> 0;
            const isNew = !seen.has(position) && (highest === undefined || position > highest - 32);
            expect(window.accept(sequence)).toBe(isNew && sequence !== 0);
            if (!isNew || sequence === 0) continue;
            seen.add(position);
            highest = Math.max(highest ?? position, position);
          }
        },
      ),
    );
  });

  test("goes on after the numbers wrap", () => {
    const window = new ReplayWindow();
    expect([0xffff_fffe, 0xffff_ffff, 1, 0xffff_ffff, 2, 0].map((n) => window.accept(n))).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});

test("outbound numbers skip 0 when they wrap", () => {
  const sequence = new OutboundSequence(0xffff_fffe);
  expect([sequence.take(), sequence.take(), sequence.take()]).toEqual([0xffff_fffe, 0xffff_ffff, 1]);
});
