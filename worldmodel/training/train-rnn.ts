/** Trains M on windows of latent sequences. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import { adam } from "../autodiff/optimiser.ts";
import { trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type RnnOptions, rnn } from "../models/mdn-rnn.ts";
import { initialParameters } from "../models/parameters.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { Trainer } from "../runtime/trainer.ts";
import { type RnnLossWeights, rnnLoss, type SequenceSize } from "./rnn-loss.ts";
import { type BatchAt, runTraining, type Schedule, type TrainingHooks } from "./run-training.ts";
import type { LatentSequence } from "./sequence.ts";

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
    const sampled = new Float32Array((steps + 1) * latents);
    const posterior = new Float32Array((steps + 1) * 2 * latents);
    const taken = new Float32Array(steps * actions);
    const earned = new Float32Array(steps);
    for (let b = 0; b < batch; b++) {
      const { sequence: index, start } = draw.at(stream.integer(draw.windows));
      const sequence = sequences[index]!;
      sequence.readInto("posterior", start, steps + 1, posterior);
      sequence.readInto("actions", start, steps, taken);
      sequence.readInto("rewards", start, steps, earned);
      stream.normalInto(sampled);
      for (let t = 0; t <= steps; t++) {
        for (let k = 0; k < latents; k++) {
          const mu = posterior[t * 2 * latents + k]!;
          const std = posterior[t * 2 * latents + latents + k]!;
          sampled[t * latents + k] = mu + std * sampled[t * latents + k]!;
        }
      }
      for (let t = 0; t < steps; t++) {
        const row = t * batch + b;
        z.set(sampled.subarray(t * latents, (t + 1) * latents), row * latents);
        nextZ.set(sampled.subarray((t + 1) * latents, (t + 2) * latents), row * latents);
        action.set(taken.subarray(t * actions, (t + 1) * actions), row * actions);
        reward[row] = earned[t]! / rewardScale;
        terminated[row] = sequence.terminated && start + t + 1 === sequence.decisions ? 1 : 0;
      }
    }
    return { z, nextZ, action, reward, terminated };
  };
}
