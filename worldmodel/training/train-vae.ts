/** Trains V on the observations of sequences. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import { gatherRows } from "../autodiff/gather-rows.ts";
import { adam } from "../autodiff/optimiser.ts";
import { withResidentInputs } from "../autodiff/resident-inputs.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import { input } from "../autodiff/value.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type Normalisation, type VaeOptions, vae } from "../models/vae.ts";
import type { BatchAt, Schedule, TrainingHooks } from "./run-training.ts";
import type { Sequence } from "./sequence.ts";
import { type TrainingDevice, trainInMemory } from "./train-in-memory.ts";
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
  device: TrainingDevice,
  start?: Partial<TrainerState>,
  hooks: TrainingHooks = {},
): Promise<TrainerState> {
  const { model, normalisation, batch, schedule } = options;
  const stepOf = (rows: number): TrainingStep => {
    const { loss, metrics } = vaeLoss(vae(model, normalisation), rows, options.loss);
    return trainingStep({ loss, metrics, optimiser: adam(), clipValue: Number.POSITIVE_INFINITY });
  };
  const draws = (rows: number, stream: Rng): DrawObservations => drawObservations(sequences, model, rows, stream);
  const width = model.observations;
  const count = sequences.reduce((sum, { decisions }) => sum + decisions + 1, 0);
  const training = {
    ...{ name: "trainVae", batch, schedule, device, rng, stepOf },
    batchesOf: (rows: number, stream: Rng) => observationBatches(sequences, width, draws(rows, stream)),
    resident: {
      bytes: count * width * Float32Array.BYTES_PER_ELEMENT,
      read: () => new Map([["observations", allObservations(sequences, count, width)]]),
      stepOf: (rows: number) => {
        const held = input("observations", [count, width]);
        const observation = gatherRows(held, input("rows", [rows], "int32"));
        return withResidentInputs(stepOf(rows), { held: [held], computed: { observation } });
      },
      batchesOf: draws,
    },
  };
  return trainInMemory(training, start, hooks);
}

/** Numbers of rows, counted over all sequences, and the noise that samples z. */
type DrawObservations = (step: number) => { readonly rows: Int32Array; readonly noise: Float32Array };

/** Uniformly. */
function drawObservations(
  sequences: readonly Sequence[],
  { latents }: Pick<VaeOptions, "latents">,
  batch: number,
  rng: Rng,
): DrawObservations {
  const count = sequences.reduce((sum, { decisions }) => sum + decisions + 1, 0);
  if (count === 0) throw new StateError("trainVae: at least one observation required, got none");
  return (step) => {
    const stream = rng.split(step);
    const rows = Int32Array.from({ length: batch }, () => stream.integer(count));
    const noise = new Float32Array(batch * latents);
    stream.normalInto(noise);
    return { rows, noise };
  };
}

/** The same on the CPU. */
function observationBatches(sequences: readonly Sequence[], width: number, draw: DrawObservations): BatchAt {
  const places = windowDraw(
    sequences.map(({ decisions }) => decisions + 1),
    1,
  );
  return (step) => {
    const { rows, noise } = draw(step);
    const observation = new Float32Array(rows.length * width);
    for (const [index, row] of rows.entries()) {
      const { sequence, start } = places.at(row);
      sequences[sequence]!.readInto("observations", start, 1, observation, index * width);
    }
    return { observation, noise };
  };
}

function allObservations(sequences: readonly Sequence[], count: number, width: number): Float32Array {
  const all = new Float32Array(count * width);
  let row = 0;
  for (const sequence of sequences) {
    sequence.readInto("observations", 0, sequence.decisions + 1, all, row * width);
    row += sequence.decisions + 1;
  }
  return all;
}
