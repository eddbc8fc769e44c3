/** What a stored model is measured on: observations and stretches of decisions, evenly spread over episodes kept out of training. */
import { StateError } from "../../sim/core/index.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { Sequence } from "../training/sequence.ts";

export interface SampleOptions {
  /** Observations to encode and decode, at most. */
  readonly observations: number;
  /** Stretches to dream along, at most. */
  readonly stretches: number;
  /** T: decisions of a stretch; fewer where no episode is as long. */
  readonly horizon: number;
}

const DEFAULT_SAMPLES: SampleOptions = { observations: 200, stretches: 16, horizon: 25 };

/** A stretch of T decisions. */
export interface Stretch {
  /** At its start. [O] */
  readonly observation: Float32Array;
  /** [A] each. */
  readonly actions: readonly Float32Array[];
  /** What followed each decision: the observation [O] and the reward. */
  readonly observations: readonly Float32Array[];
  readonly rewards: readonly number[];
}

export interface Samples {
  /** [O] each. */
  readonly observations: readonly Float32Array[];
  readonly stretches: readonly Stretch[];
}

/** What measuring a model takes. */
export interface MeasureOptions {
  readonly samples: Samples;
  /** Of each observed element in the training data [O], or one for all. */
  readonly observationStd: readonly number[];
  readonly session: SessionOptions;
}

/** O and A. */
export interface Widths {
  readonly observations: number;
  readonly actions: number;
}

/** The same samples of the same sequences, always. A StateError where there is no decision to sample. */
export function sampleSequences(
  sequences: readonly Sequence[],
  widths: Widths,
  { observations, stretches, horizon }: SampleOptions = DEFAULT_SAMPLES,
): Samples {
  const longest = Math.max(0, ...sequences.map(({ decisions }) => decisions));
  if (longest === 0) throw new StateError("held-out samples: an episode of at least one decision required, got none");
  const steps = Math.min(horizon, longest);
  return {
    observations: spread(sequences, observations, ({ decisions }) => decisions + 1).map(([sequence, row]) =>
      rowOf(sequence, "observations", row, widths.observations),
    ),
    stretches: spread(sequences, stretches, ({ decisions }) => decisions - steps + 1).map(([sequence, from]) => {
      const decisions = Array.from({ length: steps }, (_, step) => from + step);
      return {
        observation: rowOf(sequence, "observations", from, widths.observations),
        actions: decisions.map((decision) => rowOf(sequence, "actions", decision, widths.actions)),
        observations: decisions.map((decision) => rowOf(sequence, "observations", decision + 1, widths.observations)),
        rewards: decisions.map((decision) => rowOf(sequence, "rewards", decision, 1)[0]!),
      };
    }),
  };
}

/** At most `count` of all places, the middles of as many equal parts. */
function spread(
  sequences: readonly Sequence[],
  count: number,
  placesOf: (sequence: Sequence) => number,
): readonly (readonly [Sequence, number])[] {
  const sizes = sequences.map((sequence) => Math.max(0, placesOf(sequence)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const taken = Math.min(count, total);
  return Array.from({ length: taken }, (_, index) => {
    let place = Math.floor(((index + 0.5) * total) / taken);
    let episode = 0;
    while (place >= sizes[episode]!) place -= sizes[episode++]!;
    return [sequences[episode]!, place];
  });
}

function rowOf(
  sequence: Sequence,
  column: "observations" | "actions" | "rewards",
  row: number,
  width: number,
): Float32Array {
  const out = new Float32Array(width);
  sequence.readInto(column, row, 1, out);
  return out;
}
