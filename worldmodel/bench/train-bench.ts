/** How fast training steps run: V and M of Ha & Schmidhuber's sizes. */
import { createRng, type Rng } from "../../sim/core/index.ts";
import type { OptimiserOptions } from "../autodiff/optimiser.ts";
import { trainingStep } from "../autodiff/training-step.ts";
import { sizeOf } from "../autodiff/value.ts";
import { rnn } from "../models/mdn-rnn.ts";
import { initialParameters } from "../models/parameters.ts";
import { PIXEL_NORMALISATION, type VaeOptions, vae } from "../models/vae.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { Trainer, type Update } from "../runtime/trainer.ts";
import { rnnLoss } from "../training/rnn-loss.ts";
import { type LossAndMetrics, vaeLoss } from "../training/vae-loss.ts";
import { type Clock, medianSecs } from "./timing.ts";

export interface TrainBench {
  /** Batch 64 × 32 steps; z 32, action 3, LSTM 256, 5 mixtures, reward and termination heads; clipping by value and Adam. */
  readonly rnnTransitionsPerSecond: number;
  /** Batch 100; 64 × 64 × 3 pixels, z 32, their convolutions; summed squared error, divergence floored at 0.5 a latent; Adam. */
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
const VAE: VaeOptions = { kind: "convolutional", observations: 64 * 64 * 3, latents: 32, channels: [32, 64, 128, 256] };
const VAE_BATCH = 100;
const VAE_LOSS = { reconstructionStd: Math.SQRT1_2, divergenceTolerance: 0.5 };

/** What is trained, with its samples (transitions of M, observations of V) in one update and its optimiser. */
const STEPS: Readonly<
  Record<"vae" | "rnn", () => LossAndMetrics & { samples: number; optimiser?: Partial<OptimiserOptions> }>
> = {
  rnn: () => ({
    samples: RNN_SIZE.batch * RNN_SIZE.steps,
    optimiser: { clipValue: 1 },
    ...rnnLoss(rnn(RNN), RNN_SIZE, { reward: 1, termination: 1 }),
  }),
  vae: () => ({
    samples: VAE_BATCH,
    ...vaeLoss(vae(VAE, PIXEL_NORMALISATION), VAE_BATCH, VAE_LOSS),
  }),
};

/** A training whose updates all have the same batch. */
export interface BenchTraining {
  /** In one `run`. */
  readonly updates: number;
  readonly samples: number;
  /** As many updates as training takes in one call of ONNX Runtime. */
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}

export async function openBenchTraining(part: "vae" | "rnn", session: SessionOptions): Promise<BenchTraining> {
  const { samples, optimiser, loss, metrics } = STEPS[part]();
  const step = trainingStep({ loss, metrics, optimiser });
  const rng = createRng(0);
  const batch = Object.fromEntries(step.inputs.map(({ name, shape }) => [name, batchArray(name, sizeOf(shape), rng)]));
  const trainer = await Trainer.open("bench", step, { parameters: initialParameters([loss], rng) }, session);
  const updates = new Array<Update>(trainer.stepsPerRun).fill({ batch, learningRate: 1e-3 });
  return {
    updates: updates.length,
    samples: samples * updates.length,
    run: () => trainer.advance(updates),
    dispose: () => trainer.dispose(),
  };
}

export async function benchTraining(options: BenchOptions): Promise<TrainBench> {
  return {
    rnnTransitionsPerSecond: await samplesPerSecond("rnn", options),
    vaeSamplesPerSecond: await samplesPerSecond("vae", options),
  };
}

async function samplesPerSecond(part: "vae" | "rnn", { session, clock, runs }: BenchOptions): Promise<number> {
  const training = await openBenchTraining(part, session);
  try {
    return training.samples / (await medianSecs(() => training.run(), clock, runs));
  } finally {
    await training.dispose();
  }
}

function batchArray(name: string, size: number, rng: Rng): Float32Array {
  const data = new Float32Array(size);
  if (name === "terminated") return data.map(() => (rng.uniform() < 0.01 ? 1 : 0));
  if (name === "observation") return data.map(() => rng.integer(256));
  rng.normalInto(data);
  return data;
}
