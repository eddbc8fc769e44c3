/** The windows that M is trained on: which decisions, and the noise that samples their z. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import type { SequenceSize } from "./rnn-loss.ts";
import type { LatentSequence } from "./sequence.ts";

export interface RnnWindow {
  /** Number of the sequence. */
  readonly sequence: number;
  /** Its decision at which the window begins. */
  readonly start: number;
  /** Decisions of the past that are there: an episode's first windows have fewer than U, or none. */
  readonly before: number;
  /** Of the past, the window and the boundary after it; overwritten by the next window's. [before+T+1,Z] */
  readonly noise: Float32Array;
}

/** Draws the windows of an update, and hands them out with their places in the batch. */
export type DrawWindows = (update: number, take: (place: number, window: RnnWindow) => void) => void;

/** Windows of T decisions of a sequence: within it, or, where it terminates, from each of its decisions on. */
export function windowCount(
  { decisions, terminated }: Pick<LatentSequence, "decisions" | "terminated">,
  steps: number,
): number {
  return terminated ? decisions : Math.max(0, decisions - steps + 1);
}

/**
 * Windows are drawn uniformly over the sequences' steps, and may reach beyond a termination: behind it nothing changes and nothing is
 * earned (an absorbing state: Sutton & Barto 2018, section 3.4). Were all within an episode, its end would be in one of them alone, and
 * always in its last place: M would hardly ever see it, or count decisions rather than see it come.
 */
export function rnnWindows(
  sequences: readonly LatentSequence[],
  { batch, steps, burnIn }: SequenceSize,
  latents: number,
  rng: Rng,
): DrawWindows {
  const draw = windowDraw(
    sequences.map((sequence) => windowCount(sequence, steps)),
    1,
  );
  if (draw.windows === 0)
    throw new StateError(
      `trainRnn: an episode of at least ${steps} decisions, or one that terminates, required, got ${sequences.length} shorter ones`,
    );
  return (update, take) => {
    const stream = rng.split(update);
    const buffer = new Float32Array((burnIn + steps + 1) * latents);
    for (let place = 0; place < batch; place++) {
      const { sequence, start } = draw.at(stream.integer(draw.windows));
      const before = Math.min(burnIn, start);
      const noise = buffer.subarray(0, (before + steps + 1) * latents);
      stream.normalInto(noise);
      take(place, { sequence, start, before, noise });
    }
  };
}
