/** Small training runs of V and M: the same weights and batches for every implementation and device. */
import { createRng, type Rng } from "../../../sim/core/index.ts";
import { OPTIMISER_DEFAULTS, type OptimiserOptions } from "../../../worldmodel/autodiff/optimiser.ts";
import { type TrainingStep, trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { sizeOf, type Value } from "../../../worldmodel/autodiff/value.ts";
import { actorStep } from "../../../worldmodel/imagination/train-actor.ts";
import type { Arrays, TrainerState } from "../../../worldmodel/models/arrays.ts";
import { type RnnOptions, rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import { vae } from "../../../worldmodel/models/vae.ts";
import { Trainer, type TrainerOptions } from "../../../worldmodel/runtime/trainer.ts";
import { rnnLoss } from "../../../worldmodel/training/rnn-loss.ts";
import { vaeLoss } from "../../../worldmodel/training/vae-loss.ts";
import { randomWorldModel, type Variant } from "./random-world-model.ts";

export type Batch = Readonly<Record<string, Float32Array>>;

export interface TrainingCase {
  readonly name: string;
  readonly step: TrainingStep;
  readonly parameters: Arrays;
  /** What the step reads and leaves as it is. */
  readonly frozen: Arrays;
  readonly learningRate: number;
  batch(index: number): Batch;
  /** What an implementation elsewhere needs to know. */
  readonly description: Readonly<Record<string, unknown>>;
}

const VAE = {
  kind: "perceptron" as const,
  ...{ batch: 6, observations: 5, latents: 3, hidden: [8, 7] },
  ...{ mean: [1, -2, 0, 0.5, 0], std: [1, 2, 0.5, 1, 3], reconstructionStd: 0.3 },
};

export function vaeCase(divergenceTolerance: number): TrainingCase {
  const model = vae(VAE, VAE);
  const { loss, metrics } = vaeLoss(model, VAE.batch, {
    reconstructionStd: VAE.reconstructionStd,
    divergenceTolerance,
  });
  return trainingCase("vae", loss, metrics, {}, { ...VAE, divergenceTolerance });
}

/** Eight times fewer channels than the paper's, so that PyTorch's float64 takes a moment only. */
const PIXEL_VAE = {
  kind: "convolutional" as const,
  ...{ batch: 2, observations: 64 * 64 * 3, latents: 3, channels: [4, 8, 16, 32] as const },
  ...{ mean: [0], std: [1], reconstructionStd: Math.SQRT1_2, divergenceTolerance: 0.5 },
};

export function pixelVaeCase(): TrainingCase {
  const { loss, metrics } = vaeLoss(vae(PIXEL_VAE, PIXEL_VAE), PIXEL_VAE.batch, PIXEL_VAE);
  return trainingCase("vae", loss, metrics, {}, PIXEL_VAE);
}

const RNN = {
  batch: 3,
  // More than the parts into which one shader can split.
  steps: 9,
  latents: 2,
  actions: 1,
  hidden: 6,
  mixtures: 3,
  reward: true,
  termination: true,
  rewardWeight: 2,
  terminationWeight: 10,
};

/** With the default bound a third of the gradient is cut. */
export function rnnCase(
  variant: Pick<RnnOptions, "residual" | "joint" | "headUnits"> & { readonly burnIn?: number },
  optimiser: Partial<OptimiserOptions> = { clipValue: 0.005 },
): TrainingCase {
  const sizes = { ...RNN, burnIn: 0, ...variant };
  const weights = { reward: RNN.rewardWeight, termination: RNN.terminationWeight };
  const { loss, metrics } = rnnLoss(rnn(sizes), sizes, weights);
  return trainingCase("rnn", loss, metrics, optimiser, sizes);
}

/** A dream of two members' first, with actions whose units are not those of the actor. */
const IMAGINATION = {
  ...{ batch: 4, horizon: 5, lambda: 0.8, entropyBonus: 0.05 },
  policy: { inputs: "zhc", hidden: [7, 6], discount: 0.9 },
  actionSpace: { low: [-1, 0], high: [3, 0.5] },
} as const;

/** Actor and critic in the dreams of a drawn M. */
export function imaginationCase(
  optimiser: Partial<OptimiserOptions>,
  variant: Variant = { residual: true, headUnits: 6 },
): TrainingCase {
  const model = randomWorldModel(4, variant);
  const { actionSpace, ...options } = IMAGINATION;
  const config = { ...model.config, actionSpace: { ...model.config.actionSpace, ...actionSpace } };
  const schedule = { steps: 1, learningRate: { start: 1 } };
  const step = actorStep(config, { ...options, schedule, optimiser });
  const read = step.resident.map(({ name, shape }) => [name, { shape, data: [...model.weights.get(name)!] }] as const);
  const description = { ...IMAGINATION, ...config.rnn, frozen: Object.fromEntries(read) };
  return caseOf("imagination", step, { optimiser, sizes: description, frozen: model.weights });
}

/** Inputs that are 0 or 1. */
const FLAGS: ReadonlySet<string> = new Set(["terminated", "past"]);

function trainingCase(
  name: "vae" | "rnn",
  loss: Value,
  metrics: Readonly<Record<string, Value>>,
  optimiser: Partial<OptimiserOptions>,
  sizes: Readonly<Record<string, unknown>>,
): TrainingCase {
  return caseOf(name, trainingStep({ loss, metrics, optimiser }), { optimiser, sizes, frozen: new Map() });
}

interface CaseOptions {
  readonly optimiser: Partial<OptimiserOptions>;
  readonly sizes: Readonly<Record<string, unknown>>;
  readonly frozen: Arrays;
}

function caseOf(name: string, step: TrainingStep, { optimiser, sizes, frozen }: CaseOptions): TrainingCase {
  const rng = createRng(1789);
  const learningRate = 0.01;
  const given = step.inputs.filter(({ shape }) => shape.length > 0);
  return {
    name,
    step,
    learningRate,
    frozen,
    parameters: drawnParameters(step, rng.split("weights")),
    batch: (index) =>
      Object.fromEntries(
        given.map((array) => {
          const stream = rng.split(index).split(array.name);
          const draw = FLAGS.has(array.name) ? () => Number(stream.uniform() < 0.3) : () => stream.normal();
          return [array.name, Float32Array.from({ length: sizeOf(array.shape) }, draw)];
        }),
      ),
    description: { model: name, learningRate, optimiser: { ...OPTIMISER_DEFAULTS, ...optimiser }, ...sizes },
  };
}

/** Of what the step trains. */
function drawnParameters({ outputs, parameters }: TrainingStep, rng: Rng): Arrays {
  const drawn = initialParameters(Object.values(outputs), rng);
  return new Map(parameters.map(({ name }) => [name, drawn.get(name) ?? new Float32Array()]));
}

export interface TrainingRun {
  readonly losses: readonly number[];
  /** Where the carried arrays were after the last step. */
  readonly locations: readonly string[];
  readonly state: TrainerState;
}

export async function runTrainingCase(
  training: TrainingCase,
  steps: number,
  options: TrainerOptions,
): Promise<TrainingRun> {
  const { name, step, parameters, frozen } = training;
  const trainer = await Trainer.open(name, step, { parameters }, options, frozen);
  try {
    const losses: number[] = [];
    while (trainer.steps < steps) {
      const updates = Array.from({ length: Math.min(trainer.stepsPerRun, steps - trainer.steps) }, (_, ahead) => ({
        batch: training.batch(trainer.steps + ahead),
        learningRate: training.learningRate,
      }));
      for (const { loss } of await trainer.advance(updates)) losses.push(loss ?? Number.NaN);
    }
    return { losses, locations: trainer.locations, state: await trainer.read() };
  } finally {
    await trainer.dispose();
  }
}

/** Every one does something in the first steps already. */
export const EVERY_OPTION: OptimiserOptions = {
  ...{ rule: "adamw", beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.3 },
  ...{ clipNorm: 0.5, clipValue: 0.02, averaging: 0.7 },
};

/** Trained on every device. */
export const DEVICE_TRAINING_CASES: Readonly<Record<string, () => TrainingCase>> = {
  V: () => vaeCase(0),
  M: () => rnnCase({ residual: true, headUnits: 5 }, { clipValue: 1 }),
  "M, averaged by AdamW": () => rnnCase({ residual: true, headUnits: 5 }, EVERY_OPTION),
  "actor and critic": () => imaginationCase({ averaging: 0.7 }),
};
export const DEVICE_STEPS = 20;
/** Singly, and in chains that do not divide the steps. */
export const STEPS_PER_RUN: readonly number[] = [1, 3];
