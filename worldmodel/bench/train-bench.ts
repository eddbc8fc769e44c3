/** How fast training steps run: M of Ha & Schmidhuber's size, and V on a state vector. */
import { createRng, type Rng } from "../../sim/core/index.ts";
import { adam } from "../autodiff/optimiser.ts";
import { trainingStep } from "../autodiff/training-step.ts";
import { sizeOf } from "../autodiff/value.ts";
import { rnn } from "../models/mdn-rnn.ts";
import { initialParameters } from "../models/parameters.ts";
import { vae } from "../models/vae.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { Trainer } from "../runtime/trainer.ts";
import { rnnLoss } from "../training/rnn-loss.ts";
import { type LossAndMetrics, vaeLoss } from "../training/vae-loss.ts";
import { type Clock, medianSecs } from "./timing.ts";

export interface TrainBench {
  /** Batch 64 × 32 steps; z 32, action 3, LSTM 256, 5 mixtures, reward and termination heads; clipping by value and Adam. */
  readonly rnnTransitionsPerSecond: number;
  /** Batch 128; 8 observed numbers, layers 128 and 128, z 8; Adam. */
  readonly vaeSamplesPerSecond: number;
}

export interface BenchOptions {
  readonly session: SessionOptions;
  readonly clock: Clock;
  /** Timed runs, of which the median counts. */
  readonly runs: number;
}

const RNN = {
  latents: 32,
  actions: 3,
  hidden: 256,
  mixtures: 5,
  residual: false,
  headUnits: 0,
  reward: true,
  termination: true,
};
const RNN_SIZE = { batch: 64, steps: 32, burnIn: 0 };
const VAE = { observations: 8, latents: 8, hidden: [128, 128] };
const VAE_BATCH = 128;

export async function benchTraining(options: BenchOptions): Promise<TrainBench> {
  const rnnSecs = await stepSecs(rnnLoss(rnn(RNN), RNN_SIZE, { reward: 1, termination: 1 }), 1, options);
  const still = { mean: new Array<number>(VAE.observations).fill(0), std: new Array<number>(VAE.observations).fill(1) };
  const stateVae = vaeLoss(vae(VAE, still), VAE_BATCH, { reconstructionStd: 0.1, divergenceTolerance: 0 });
  const vaeSecs = await stepSecs(stateVae, Number.POSITIVE_INFINITY, options);
  return {
    rnnTransitionsPerSecond: (RNN_SIZE.batch * RNN_SIZE.steps) / rnnSecs,
    vaeSamplesPerSecond: VAE_BATCH / vaeSecs,
  };
}

async function stepSecs(
  { loss, metrics }: LossAndMetrics,
  clipValue: number,
  { session, clock, runs }: BenchOptions,
): Promise<number> {
  const step = trainingStep({ loss, metrics, optimiser: adam(), clipValue });
  const rng = createRng(0);
  const batch = Object.fromEntries(step.inputs.map(({ name, shape }) => [name, batchArray(name, sizeOf(shape), rng)]));
  const trainer = await Trainer.open("bench", step, { parameters: initialParameters([loss], rng) }, session);
  try {
    return await medianSecs(() => trainer.step(batch, 1e-3), clock, runs);
  } finally {
    await trainer.dispose();
  }
}

function batchArray(name: string, size: number, rng: Rng): Float32Array {
  const data = new Float32Array(size);
  if (name === "terminated") return data.map(() => (rng.uniform() < 0.01 ? 1 : 0));
  rng.normalInto(data);
  return data;
}
