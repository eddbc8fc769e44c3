/** Batches of M from rows of data that the device holds: numbers of rows, and noise, are what travels. */
import type { Rng } from "../../sim/core/index.ts";
import { add, multiply } from "../autodiff/elementwise.ts";
import { gatherRows } from "../autodiff/gather-rows.ts";
import { slicePrimitive } from "../autodiff/layout.ts";
import { withResidentInputs } from "../autodiff/resident-inputs.ts";
import type { TrainingStep } from "../autodiff/training-step.ts";
import { applyOne, input, type Value } from "../autodiff/value.ts";
import type { Arrays } from "../models/arrays.ts";
import type { BatchAt } from "./batch-at.ts";
import { type RnnBatchOptions, terminates } from "./rnn-batches.ts";
import { rnnWindows } from "./rnn-windows.ts";
import type { LatentSequence } from "./sequence.ts";

/** Arrays that a device holds, one row for each boundary of decisions of all sequences and one of zeros: `posteriorMean`, `posteriorStd`, `actions`, `outcomes`. */
export function rnnRows(
  sequences: readonly LatentSequence[],
  { model: { latents, actions }, rewardScale }: Pick<RnnBatchOptions, "model" | "rewardScale">,
): Arrays {
  const rows = rnnRowCount(sequences);
  const [mean, std] = [new Float32Array(rows * latents), new Float32Array(rows * latents)];
  const [taken, outcomes] = [new Float32Array(rows * actions), new Float32Array(rows * 2)];
  const posterior = new Float32Array(2 * latents);
  const earned = new Float32Array(1);
  let row = 0;
  for (const sequence of sequences) {
    for (let decision = 0; decision <= sequence.decisions; decision++, row++) {
      sequence.readInto("posterior", decision, 1, posterior);
      mean.set(posterior.subarray(0, latents), row * latents);
      std.set(posterior.subarray(latents), row * latents);
      outcomes[row * 2 + 1] = terminates(sequence, decision);
      if (decision === sequence.decisions) continue;
      sequence.readInto("actions", decision, 1, taken, row * actions);
      sequence.readInto("rewards", decision, 1, earned);
      outcomes[row * 2] = earned[0]! / rewardScale;
    }
  }
  return new Map([
    ["posteriorMean", mean],
    ["posteriorStd", std],
    ["actions", taken],
    ["outcomes", outcomes],
  ]);
}

/** Bytes of `rnnRows`. */
export function rnnRowBytes(
  sequences: readonly LatentSequence[],
  { latents, actions }: RnnBatchOptions["model"],
): number {
  return rnnRowCount(sequences) * (2 * latents + actions + 2) * Float32Array.BYTES_PER_ELEMENT;
}

export function rnnRowCount(sequences: readonly LatentSequence[]): number {
  return sequences.reduce((sum, { decisions }) => sum + decisions + 1, 1);
}

/** The step of M on numbers of rows and noise: inputs `rows` int32 [(U+T+1)·B], `noise` [(U+T+1)·B,Z] and `past`. */
export function rnnStepFromRows(
  step: TrainingStep,
  rowCount: number,
  { model: { latents, actions }, size: { batch, steps, burnIn } }: Pick<RnnBatchOptions, "model" | "size">,
): TrainingStep {
  const moments = (burnIn + steps + 1) * batch;
  const rows = input("rows", [moments], "int32");
  const mean = input("posteriorMean", [rowCount, latents]);
  const std = input("posteriorStd", [rowCount, latents]);
  const taken = input("actions", [rowCount, actions]);
  const outcomes = input("outcomes", [rowCount, 2]);
  const sampled = add(gatherRows(mean, rows), multiply(gatherRows(std, rows), input("noise", [moments, latents])));
  const action = gatherRows(taken, rows);
  const during = (x: Value, from: number, count: number): Value => part(x, 0, from * batch, (from + count) * batch);
  const outcome = gatherRows(outcomes, during(rows, burnIn, steps));
  return withResidentInputs(step, {
    held: [mean, std, taken, outcomes],
    computed: {
      ...(burnIn > 0 ? { pastZ: during(sampled, 0, burnIn), pastAction: during(action, 0, burnIn) } : {}),
      z: during(sampled, burnIn, steps),
      nextZ: during(sampled, burnIn + 1, steps),
      action: during(action, burnIn, steps),
      reward: part(outcome, 1, 0, 1),
      terminated: part(outcome, 1, 1, 2),
    },
  });
}

function part(x: Value, axis: number, start: number, end: number): Value {
  return applyOne(slicePrimitive, [x], { axis, start, end });
}

/** What `rnnStepFromRows` is fed: the same windows as `rnnBatches`. */
export function rnnRowBatches(
  sequences: readonly LatentSequence[],
  { model: { latents }, size }: Pick<RnnBatchOptions, "model" | "size">,
  rng: Rng,
): BatchAt {
  const { batch, steps, burnIn } = size;
  const windows = rnnWindows(sequences, size, latents, rng);
  const zeros = rnnRowCount(sequences) - 1;
  const firsts: number[] = [];
  let first = 0;
  for (const { decisions } of sequences) {
    firsts.push(first);
    first += decisions + 1;
  }
  return (update) => {
    const rows = new Int32Array((burnIn + steps + 1) * batch).fill(zeros);
    const noise = new Float32Array(rows.length * latents);
    const past = new Float32Array(burnIn * batch);
    windows(update, (b, window) => {
      for (let t = 0; t <= window.before + steps; t++) {
        const at = (burnIn - window.before + t) * batch + b;
        const boundary = Math.min(window.start - window.before + t, sequences[window.sequence]!.decisions);
        rows[at] = firsts[window.sequence]! + boundary;
        noise.set(window.noise.subarray(t * latents, (t + 1) * latents), at * latents);
        if (t < window.before) past[at] = 1;
      }
    });
    return { rows, noise, past };
  };
}
