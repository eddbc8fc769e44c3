/** Trains M on windows of latent sequences. */
import { type Rng, StateError } from "../../sim/core/index.ts";
import { adam } from "../autodiff/optimiser.ts";
import { trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type RnnOptions, rnn } from "../models/mdn-rnn.ts";
import { initialParameters } from "../models/parameters.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { Trainer } from "../runtime/trainer.ts";
import type { LatentSequence } from "./encode-sequences.ts";
import { type RnnLossWeights, rnnLoss, type SequenceSize } from "./rnn-loss.ts";
import { type BatchAt, runTraining, type Schedule, type TrainingHooks } from "./run-training.ts";

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
  const { loss, metrics } = rnnLoss(rnn(options.model), options.size, options.lossWeights);
  const step = trainingStep({ loss, metrics, optimiser: adam(), clipValue: options.clipValue });
  const parameters = start?.parameters ?? initialParameters([loss], rng.split("initial"));
  const trainer = await Trainer.open("rnn-training-step", step, { ...start, parameters }, session);
  try {
    return await runTraining(trainer, rnnBatches(sequences, options, rng.split("batches")), options.schedule, hooks);
  } finally {
    await trainer.dispose();
  }
}

/** Windows drawn uniformly over sequences' steps; z is sampled anew from its posterior each time (Ha & Schmidhuber, A.2). */
export function rnnBatches(
  sequences: readonly LatentSequence[],
  { model, size: { batch, steps }, rewardScale }: Pick<RnnTrainingOptions, "model" | "size" | "rewardScale">,
  rng: Rng,
): BatchAt {
  const long = sequences.filter((sequence) => sequence.decisions >= steps);
  const ends = long.map((sequence) => sequence.decisions - steps + 1);
  const windows = ends.reduce((sum, count) => sum + count, 0);
  if (windows === 0)
    throw new StateError(
      `trainRnn: an episode of at least ${steps} decisions required, got ${sequences.length} shorter ones`,
    );
  const pick = (index: number): { sequence: LatentSequence; start: number } => {
    let start = index;
    for (const [position, count] of ends.entries()) {
      if (start < count) return { sequence: long[position]!, start };
      start -= count;
    }
    throw new StateError("trainRnn: window out of range");
  };
  const { latents, actions } = model;
  return (step) => {
    const stream = rng.split(step);
    const rows = batch * steps;
    const z = new Float32Array(rows * latents);
    const nextZ = new Float32Array(rows * latents);
    const action = new Float32Array(rows * actions);
    const reward = new Float32Array(rows);
    const terminated = new Float32Array(rows);
    const sampled = new Float32Array((steps + 1) * latents);
    for (let b = 0; b < batch; b++) {
      const { sequence, start } = pick(stream.integer(windows));
      stream.normalInto(sampled);
      const from = start * latents;
      for (let index = 0; index < sampled.length; index++)
        sampled[index] = sequence.mu[from + index]! + sequence.std[from + index]! * sampled[index]!;
      for (let t = 0; t < steps; t++) {
        const row = t * batch + b;
        z.set(sampled.subarray(t * latents, (t + 1) * latents), row * latents);
        nextZ.set(sampled.subarray((t + 1) * latents, (t + 2) * latents), row * latents);
        action.set(sequence.actions.subarray((start + t) * actions, (start + t + 1) * actions), row * actions);
        reward[row] = sequence.rewards[start + t]! / rewardScale;
        terminated[row] = sequence.terminated && start + t + 1 === sequence.decisions ? 1 : 0;
      }
    }
    return { z, nextZ, action, reward, terminated };
  };
}
