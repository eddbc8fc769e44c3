/** Trains V on the observations of sequences. */
import { type Rng, StateError, windowDraw } from "../../sim/core/index.ts";
import { gatherRows } from "../autodiff/gather-rows.ts";
import type { OptimiserOptions } from "../autodiff/optimiser.ts";
import { withResidentInputs } from "../autodiff/resident-inputs.ts";
import { type TrainingStep, trainingStep } from "../autodiff/training-step.ts";
import { input } from "../autodiff/value.ts";
import type { TrainerState } from "../models/arrays.ts";
import { type Normalisation, type VaeOptions, vae } from "../models/vae.ts";
import type { BatchAt } from "./batch-at.ts";
import type { HeldOutOptions } from "./held-out.ts";
import type { TrainingHooks } from "./run-training.ts";
import type { Schedule } from "./schedule.ts";
import type { Sequence } from "./sequence.ts";
import { type TrainingDevice, trainInMemory } from "./train-in-memory.ts";
import { type LossAndMetrics, type VaeLossOptions, vaeLoss } from "./vae-loss.ts";

export interface VaeTrainingOptions {
  readonly model: VaeOptions;
  readonly normalisation: Normalisation;
  readonly loss: VaeLossOptions;
  readonly schedule: Schedule;
  /** Adam with its authors' settings unless given. */
  readonly optimiser?: Partial<OptimiserOptions>;
  /** B */
  readonly batch: number;
  /** Episodes on which the losses are measured beside training; none unless given. */
  readonly heldOut?: (HeldOutOptions & { readonly sequences: readonly Sequence[] }) | undefined;
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
  const lossOf = (rows: number): LossAndMetrics => vaeLoss(vae(model, normalisation), rows, options.loss);
  const stepOf = (rows: number): TrainingStep => {
    const { loss, metrics } = lossOf(rows);
    return trainingStep({ loss, metrics, optimiser: options.optimiser });
  };
  const width = model.observations;
  const count = observationsIn(sequences);
  const { heldOut } = options;
  const training = {
    ...{ name: "trainVae", batch, schedule, device, rng, stepOf },
    batchesOf: (rows: number, stream: Rng) => observationBatches(sequences, model, rows, stream),
    resident: {
      bytes: count * width * Float32Array.BYTES_PER_ELEMENT,
      read: () => new Map([["observations", allObservations(sequences, count, width)]]),
      stepOf: (rows: number) => {
        const held = input("observations", [count, width]);
        const observation = gatherRows(held, input("rows", [rows], "int32"));
        return withResidentInputs(stepOf(rows), { held: [held], computed: { observation } });
      },
      batchesOf: (rows: number, stream: Rng) => drawObservations(sequences, model, rows, stream),
    },
    heldOut: heldOut && {
      ...heldOut,
      lossOf,
      batchesOf: (rows: number, stream: Rng) => observationBatches(heldOut.sequences, model, rows, stream),
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
  const count = observationsIn(sequences);
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
function observationBatches(
  sequences: readonly Sequence[],
  model: Pick<VaeOptions, "latents" | "observations">,
  batch: number,
  rng: Rng,
): BatchAt {
  const width = model.observations;
  const draw = drawObservations(sequences, model, batch, rng);
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

function observationsIn(sequences: readonly Sequence[]): number {
  return sequences.reduce((sum, { decisions }) => sum + decisions + 1, 0);
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
