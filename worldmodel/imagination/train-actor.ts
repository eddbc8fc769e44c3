/** Trains actor and critic in the dreams of a model that stays as it is. */
import type { Rng } from "../../sim/core/index.ts";
import { OPTIMISER_DEFAULTS, type OptimiserOptions } from "../autodiff/optimiser.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import type { TrainerState } from "../models/arrays.ts";
import type { WorldModel, WorldModelConfig } from "../models/world-model.ts";
import type { BatchAt } from "../training/batch-at.ts";
import type { TrainingHooks } from "../training/run-training.ts";
import type { Schedule } from "../training/schedule.ts";
import type { LatentSequence } from "../training/sequence.ts";
import { type TrainingDevice, trainInMemory } from "../training/train-in-memory.ts";
import { type ImaginationOptions, imaginationLoss } from "./imagination-loss.ts";
import { isPolicyWeight } from "./policy.ts";
import { type StartBeliefs, startBeliefs } from "./start-beliefs.ts";

export interface ActorTrainingOptions extends ImaginationOptions {
  readonly schedule: Schedule;
  /** Of both networks. Adam with its authors' settings unless given; `averaging` makes the critic's targets slow. */
  readonly optimiser?: Partial<OptimiserOptions>;
}

/** Trains from `start` (a stopped run's state, or weights to go on from with zero steps); anew without it. Dreams begin anywhere in the sequences. */
export async function trainActor(
  sequences: readonly LatentSequence[],
  model: WorldModel,
  options: ActorTrainingOptions,
  rng: Rng,
  device: TrainingDevice,
  start?: Partial<TrainerState>,
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  const { schedule, batch, horizon } = options;
  const starts = await startBeliefs(sequences, model, device);
  const { actions } = model.config.rnn;
  const training = {
    ...{ name: "trainActor", batch, schedule, rng, frozen: model.weights },
    // Its graph is long already: several steps of it would compile for seconds and gain nothing.
    device: { stepsPerRun: 1, ...device },
    stepOf: (rows: number) => actorStep(model.config, { ...options, batch: rows }),
    batchesOf: (rows: number, stream: Rng) =>
      dreamBatches(starts, { batch: rows, noise: horizon * rows * actions }, stream),
  };
  return trainInMemory(training, start, hooks);
}

/** One update of both networks as a graph; the weights of M are resident. */
export function actorStep(config: WorldModelConfig, options: ActorTrainingOptions): TrainingStep {
  const optimiser = { ...OPTIMISER_DEFAULTS, ...options.optimiser };
  const { loss, metrics, carried } = imaginationLoss(config, options, optimiser.averaging !== null);
  return trainingStep({ loss, metrics, carried, optimiser, frozen: (name) => !isPolicyWeight(name) });
}

/** Uniformly drawn starts, and the noise of the actions. */
function dreamBatches(
  { count, ...beliefs }: StartBeliefs,
  { batch, noise: draws }: { readonly batch: number; readonly noise: number },
  rng: Rng,
): BatchAt {
  return (update) => {
    const stream = rng.split(update);
    const rows = Array.from({ length: batch }, () => stream.integer(count));
    const noise = new Float32Array(draws);
    stream.normalInto(noise);
    const gathered = Object.entries(beliefs).map(
      ([part, all]) => [part, rowsOf(all, all.length / count, rows)] as const,
    );
    return { ...Object.fromEntries(gathered), noise };
  };
}

function rowsOf(all: Float32Array, width: number, rows: readonly number[]): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) chosen.set(all.subarray(row * width, (row + 1) * width), at * width);
  return chosen;
}
