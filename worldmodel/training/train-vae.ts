/** Trains V on the observations of sequences. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import { adam } from "../autodiff/optimiser.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type Normalisation, type VaeOptions, vae } from "../models/vae.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { BatchAt, Schedule, TrainingHooks } from "./run-training.ts";
import type { Sequence } from "./sequence.ts";
import { trainInMemory } from "./train-in-memory.ts";
import { type VaeLossOptions, vaeLoss } from "./vae-loss.ts";

export interface VaeTrainingOptions {
  readonly model: VaeOptions;
  readonly normalisation: Normalisation;
  readonly loss: VaeLossOptions;
  readonly schedule: Schedule;
  /** B */
  readonly batch: number;
}

/** Trains from `start` (a stopped run's state, or weights to go on from with zero steps); anew without it. */
export async function trainVae(
  sequences: readonly Sequence[],
  options: VaeTrainingOptions,
  rng: Rng,
  session: SessionOptions,
  start?: Partial<TrainerState>,
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  const { model, normalisation, batch, schedule } = options;
  const stepOf = (rows: number): TrainingStep => {
    const { loss, metrics } = vaeLoss(vae(model, normalisation), rows, options.loss);
    return trainingStep({ loss, metrics, optimiser: adam(), clipValue: Number.POSITIVE_INFINITY });
  };
  const batchesOf = (rows: number, stream: Rng): BatchAt => vaeBatches(sequences, { model, batch: rows }, stream);
  return trainInMemory({ name: "trainVae", batch, schedule, session, rng, stepOf, batchesOf }, start, hooks);
}

/** Observations drawn uniformly, with the noise that samples z. */
function vaeBatches(
  sequences: readonly Sequence[],
  { model, batch }: Pick<VaeTrainingOptions, "model" | "batch">,
  rng: Rng,
): BatchAt {
  const width = model.observations;
  const rows = windowDraw(
    sequences.map(({ decisions }) => decisions + 1),
    1,
  );
  if (rows.windows === 0) throw new StateError("trainVae: at least one observation required, got none");
  return (step) => {
    const stream = rng.split(step);
    const observation = new Float32Array(batch * width);
    for (let index = 0; index < batch; index++) {
      const { sequence, start } = rows.at(stream.integer(rows.windows));
      sequences[sequence]!.readInto("observations", start, 1, observation, index * width);
    }
    const noise = new Float32Array(batch * model.latents);
    stream.normalInto(noise);
    return { observation, noise };
  };
}
