/** Which windows M is trained on. */
import { expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { rnnWindows } from "../../../worldmodel/training/rnn-windows.ts";
import type { LatentSequence } from "../../../worldmodel/training/sequence.ts";

const STEPS = 8;
const DECISIONS = 40;
const SIZE = { batch: 20_000, steps: STEPS, burnIn: 0 };

/** First decisions of many windows of one episode. */
function starts(terminated: boolean): readonly number[] {
  const sequence: LatentSequence = { decisions: DECISIONS, terminated, readInto: () => {} };
  const found: number[] = [];
  rnnWindows([sequence], SIZE, 1, createRng(3))(0, (_, { start }) => found.push(start));
  return found;
}

function share(found: readonly number[], start: number): number {
  return found.filter((at) => at === start).length / found.length;
}

/** Five standard errors of a share. */
function margin(wanted: number): number {
  return 5 * Math.sqrt((wanted * (1 - wanted)) / SIZE.batch);
}

it("begin anywhere in an episode that was cut off, and lie within it", () => {
  const found = starts(false);
  const each = 1 / (DECISIONS - STEPS + 1);
  for (const start of [0, 17, DECISIONS - STEPS])
    expect(Math.abs(share(found, start) - each)).toBeLessThan(margin(each));
  expect(Math.max(...found)).toBe(DECISIONS - STEPS);
});

it("begin at every decision of an episode that terminated, so that its end is as often in any place of theirs", () => {
  const found = starts(true);
  const each = 1 / DECISIONS;
  for (const start of [0, DECISIONS - STEPS, DECISIONS - 1])
    expect(Math.abs(share(found, start) - each)).toBeLessThan(margin(each));
  expect(Math.max(...found)).toBe(DECISIONS - 1);
});
