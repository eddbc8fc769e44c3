/** Which dreams of a population go on, and in how many rows. */
import { expect, it } from "vitest";
import { type DreamPopulation, goingOn } from "../../worldmodel/dream-population.ts";

const SIZES = [8, 4, 2];

/** Dreams numbered from 10, of which those named live; z [2] and return tell by their values whose they are. */
function dreams(living: readonly number[]): DreamPopulation {
  const numbers = Int32Array.from({ length: 8 }, (_, row) => 10 + row);
  return {
    numbers,
    carried: {
      z: Float32Array.from({ length: 16 }, (_, at) => at),
      h: new Float32Array(24),
      c: new Float32Array(24),
      alive: Float32Array.from(numbers, (number) => (living.includes(number) ? 1 : 0)),
      return: Float32Array.from(numbers, (number) => 100 * number),
    },
  };
}

it("Living dreams are kept with all that they carry, in the smallest size that holds them", () => {
  const kept = goingOn(dreams([12, 15, 17]), SIZES);
  // A fourth row, of a dream that has ended, fills up the size.
  expect([...(kept?.numbers ?? [])]).toEqual([12, 15, 17, 10]);
  expect([...(kept?.carried.z ?? [])]).toEqual([4, 5, 10, 11, 14, 15, 0, 1]);
  expect([...(kept?.carried.return ?? [])]).toEqual([1200, 1500, 1700, 1000]);
  expect([...(kept?.carried.alive ?? [])]).toEqual([1, 1, 1, 0]);
});

it("Dreams stay as they are where no smaller size holds the living ones", () => {
  const five = dreams([10, 11, 12, 13, 14]);
  expect(goingOn(five, SIZES)).toBe(five);
});

it("A size shrinks again from where it is", () => {
  const kept = goingOn(dreams([12, 15, 17]), SIZES);
  if (!kept) throw new Error("three dreams go on");
  const alive = Float32Array.of(0, 0, 1, 0);
  const last = goingOn({ ...kept, carried: { ...kept.carried, alive } }, SIZES);
  expect([...(last?.numbers ?? [])]).toEqual([17, 12]);
  expect(last?.carried.alive).toEqual(Float32Array.of(1, 0));
});

it("None goes on where all have ended", () => {
  expect(goingOn(dreams([]), SIZES)).toBeUndefined();
});
