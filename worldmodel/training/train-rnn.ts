/** Trains M on windows of latent sequences. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import { adam } from "../autodiff/optimiser.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type RnnOptions, rnn } from "../models/mdn-rnn.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { type RnnLossWeights, rnnLoss, type SequenceSize } from "./rnn-loss.ts";
import type { BatchAt, Schedule, TrainingHooks } from "./run-training.ts";
import type { LatentSequence } from "./sequence.ts";
import { trainInMemory } from "./train-in-memory.ts";

export interface RnnTrainingOptions {
  readonly model: RnnOptions;
  readonly rewardScale: number;
  readonly lossWeights: RnnLossWeights;
  readonly schedule: Schedule;
  readonly size: SequenceSize;
  /** Bound on each gradient element (Ha & Schmidhuber: 1). */
  readonly clipValue: number;
}

/** Trains from `start` (a stopped run's state, or weights to go on from with zero steps); anew without it. */
export async function trainRnn(
  sequences: readonly LatentSequence[],
  options: RnnTrainingOptions,
  rng: Rng,
  session: SessionOptions,
  start?: Partial<TrainerState>,
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  const { model, size, schedule, lossWeights, clipValue } = options;
  const stepOf = (batch: number): TrainingStep => {
    const { loss, metrics } = rnnLoss(rnn(model), { ...size, batch }, lossWeights);
    return trainingStep({ loss, metrics, optimiser: adam(), clipValue });
  };
  const batchesOf = (batch: number, stream: Rng): BatchAt =>
    rnnBatches(sequences, { ...options, size: { ...size, batch } }, stream);
  const { batch } = size;
  return trainInMemory({ name: "trainRnn", batch, schedule, session, rng, stepOf, batchesOf }, start, hooks);
}

/** Windows drawn uniformly over sequences' steps; z is sampled anew from its posterior each time (Ha & Schmidhuber, A.2). */
export function rnnBatches(
  sequences: readonly LatentSequence[],
  { model, size: { batch, steps, burnIn }, rewardScale }: Pick<RnnTrainingOptions, "model" | "size" | "rewardScale">,
  rng: Rng,
): BatchAt {
  const draw = windowDraw(
    sequences.map(({ decisions }) => decisions),
    steps,
  );
  if (draw.windows === 0)
    throw new StateError(
      `trainRnn: an episode of at least ${steps} decisions required, got ${sequences.length} shorter ones`,
    );
  const { latents, actions } = model;
  return (step) => {
    const stream = rng.split(step);
    const rows = batch * steps;
    const z = new Float32Array(rows * latents);
    const nextZ = new Float32Array(rows * latents);
    const action = new Float32Array(rows * actions);
    const reward = new Float32Array(rows);
    const terminated = new Float32Array(rows);
    const pastZ = new Float32Array(burnIn * batch * latents);
    const pastAction = new Float32Array(burnIn * batch * actions);
    const past = new Float32Array(burnIn * batch);
    const sampled = new Float32Array((burnIn + steps + 1) * latents);
    const posterior = new Float32Array(2 * sampled.length);
    const taken = new Float32Array((burnIn + steps) * actions);
    const earned = new Float32Array(steps);
    for (let b = 0; b < batch; b++) {
      const { sequence: index, start } = draw.at(stream.integer(draw.windows));
      const sequence = sequences[index]!;
      // An episode's first windows have less of a past, or none.
      const before = Math.min(burnIn, start);
      sequence.readInto("posterior", start - before, before + steps + 1, posterior);
      sequence.readInto("actions", start - before, before + steps, taken);
      sequence.readInto("rewards", start, steps, earned);
      stream.normalInto(sampled.subarray(0, (before + steps + 1) * latents));
      for (let t = 0; t <= before + steps; t++) {
        for (let k = 0; k < latents; k++) {
          const mu = posterior[t * 2 * latents + k]!;
          const std = posterior[t * 2 * latents + latents + k]!;
          sampled[t * latents + k] = mu + std * sampled[t * latents + k]!;
        }
      }
      const zAt = (t: number): Float32Array => sampled.subarray(t * latents, (t + 1) * latents);
      const actionAt = (t: number): Float32Array => taken.subarray(t * actions, (t + 1) * actions);
      for (let t = 0; t < before; t++) {
        const row = (burnIn - before + t) * batch + b;
        pastZ.set(zAt(t), row * latents);
        pastAction.set(actionAt(t), row * actions);
        past[row] = 1;
      }
      for (let t = 0; t < steps; t++) {
        const row = t * batch + b;
        z.set(zAt(before + t), row * latents);
        nextZ.set(zAt(before + t + 1), row * latents);
        action.set(actionAt(before + t), row * actions);
        reward[row] = earned[t]! / rewardScale;
        terminated[row] = sequence.terminated && start + t + 1 === sequence.decisions ? 1 : 0;
      }
    }
    return { z, nextZ, action, reward, terminated, pastZ, pastAction, past };
  };
}
