/** Windows of sequences by number: what a uniform draw over all of them needs. */
import { StateError } from "./errors.ts";

export interface WindowDraw {
  /** Windows in all sequences. */
  readonly windows: number;
  /** The window of a number below `windows`: the sequence that it lies in, and where it starts there. */
  at(index: number): { readonly sequence: number; readonly start: number };
}

/** Counts the windows of `length` steps in sequences of the given lengths, one behind the other; a shorter sequence has none. */
export function windowDraw(lengths: readonly number[], length: number): WindowDraw {
  const ends = new Float64Array(lengths.length);
  let windows = 0;
  for (const [index, steps] of lengths.entries()) {
    windows += Math.max(0, steps - length + 1);
    ends[index] = windows;
  }
  return {
    windows,
    at(index) {
      if (!(index >= 0 && index < windows))
        throw new StateError(`windowDraw: window must be below ${windows}, got ${index}`);
      // The first sequence whose windows end beyond the index.
      let [low, high] = [0, ends.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle]! > index) high = middle;
        else low = middle + 1;
      }
      return { sequence: low, start: index - (low === 0 ? 0 : ends[low - 1]!) };
    },
  };
}
