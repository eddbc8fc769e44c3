/** Trains M on windows of latent sequences. */
import type { Rng } from "../../sim/core/index.ts";
import type { OptimiserOptions } from "../autodiff/optimiser.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type RnnOptions, rnn } from "../models/mdn-rnn.ts";
import type { HeldOutOptions } from "./held-out.ts";
import { rnnBatches } from "./rnn-batches.ts";
import { type RnnLossWeights, rnnLoss, type SequenceSize } from "./rnn-loss.ts";
import { rnnRowBatches, rnnRowBytes, rnnRowCount, rnnRows, rnnStepFromRows } from "./rnn-rows.ts";
import { windowCount } from "./rnn-windows.ts";
import type { TrainingHooks } from "./run-training.ts";
import type { Schedule } from "./schedule.ts";
import type { LatentSequence } from "./sequence.ts";
import { type TrainingDevice, trainInMemory } from "./train-in-memory.ts";
import type { LossAndMetrics } from "./vae-loss.ts";

export interface RnnTrainingOptions {
  readonly model: RnnOptions;
  /** What the names of its parameters begin with: one of `memberNames`. */
  readonly name: string;
  readonly rewardScale: number;
  readonly lossWeights: RnnLossWeights;
  readonly schedule: Schedule;
  readonly size: SequenceSize;
  /** Adam with its authors' settings unless given. Ha & Schmidhuber bound each gradient element (`clipValue`) to 1. */
  readonly optimiser?: Partial<OptimiserOptions>;
  /** Episodes on which the losses are measured beside training; none unless given, or where no window fits (`windowCount`). */
  readonly heldOut?: (HeldOutOptions & { readonly sequences: readonly LatentSequence[] }) | undefined;
}

/** Trains from `start` (a stopped run's state, or weights to go on from with zero steps); anew without it. */
export async function trainRnn(
  sequences: readonly LatentSequence[],
  options: RnnTrainingOptions,
  rng: Rng,
  device: TrainingDevice,
  start?: Partial<TrainerState>,
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  const { model, name, size, schedule, lossWeights, optimiser } = options;
  const lossOf = (batch: number): LossAndMetrics => rnnLoss(rnn(model, name), { ...size, batch }, lossWeights);
  const stepOf = (batch: number): TrainingStep => {
    const { loss, metrics } = lossOf(batch);
    return trainingStep({ loss, metrics, optimiser });
  };
  const sized = (batch: number): RnnTrainingOptions => ({ ...options, size: { ...size, batch } });
  const heldOut = options.heldOut?.sequences.some((sequence) => windowCount(sequence, size.steps) > 0)
    ? options.heldOut
    : undefined;
  const training = {
    ...{ name: "trainRnn", batch: size.batch, schedule, device, rng, stepOf },
    batchesOf: (batch: number, stream: Rng) => rnnBatches(sequences, sized(batch), stream),
    resident: {
      bytes: rnnRowBytes(sequences, model),
      read: () => rnnRows(sequences, options),
      stepOf: (batch: number) => rnnStepFromRows(stepOf(batch), rnnRowCount(sequences), sized(batch)),
      batchesOf: (batch: number, stream: Rng) => rnnRowBatches(sequences, sized(batch), stream),
    },
    heldOut: heldOut && {
      ...heldOut,
      lossOf,
      batchesOf: (batch: number, stream: Rng) => rnnBatches(heldOut.sequences, sized(batch), stream),
    },
  };
  return trainInMemory(training, start, hooks);
}
