/** Small trainings of V and M on sequences in memory, for data that is resident and data that is streamed. */
import { createRng } from "../../../sim/core/index.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import type { TrainingHooks } from "../../../worldmodel/training/run-training.ts";
import type { LatentSequence } from "../../../worldmodel/training/sequence.ts";
import type { TrainingDevice } from "../../../worldmodel/training/train-in-memory.ts";
import { trainRnn } from "../../../worldmodel/training/train-rnn.ts";
import { trainVae } from "../../../worldmodel/training/train-vae.ts";
import { sequenceInMemory } from "./sequence-in-memory.ts";

/** `first`: the first mean of z, for a number that is none. */
export type ResidentTraining = (device: TrainingDevice, hooks: TrainingHooks, first?: number) => Promise<TrainerState>;

const [OBSERVATIONS, LATENTS, ACTIONS] = [4, 3, 2];
const schedule = { steps: 10, learningRate: { start: 0.01, end: 0.001 } };
const HELD_OUT = { every: 4, batches: 2, patience: 5 };

function sequences(first: number): readonly LatentSequence[] {
  const rng = createRng(11);
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => rng.normal());
  return [7, 3, 12].map((decisions, index) => {
    const posterior = draw((decisions + 1) * 2 * LATENTS);
    if (index === 0) posterior[0] = first;
    const columns = {
      ...{ observations: draw((decisions + 1) * OBSERVATIONS), posterior },
      ...{ actions: draw(decisions * ACTIONS), rewards: draw(decisions) },
    };
    return sequenceInMemory({ decisions, terminated: index !== 1 }, columns);
  });
}

function trainM(burnIn: number): ResidentTraining {
  return (device, hooks, first = 0.5) => {
    const model = { latents: LATENTS, actions: ACTIONS, hidden: 8, mixtures: 2, residual: true, headUnits: 4 };
    const options = {
      ...{
        name: "rnn",
        model: { ...model, reward: true, termination: true },
        rewardScale: 3,
        schedule,
        optimiser: { clipValue: 1 },
      },
      ...{ size: { batch: 16, steps: 4, burnIn }, lossWeights: { reward: 1, termination: 1 } },
      heldOut: { ...HELD_OUT, sequences: sequences(0.5) },
    };
    return trainRnn(sequences(first), options, createRng(3), device, undefined, hooks);
  };
}

export const RESIDENT_TRAININGS: Readonly<Record<string, ResidentTraining>> = {
  V: (device, hooks, first = 0.5) => {
    const options = {
      model: { kind: "perceptron" as const, observations: OBSERVATIONS, latents: LATENTS, hidden: [8] },
      normalisation: { mean: [0, 0, 0, 0], std: [1, 1, 1, 1] },
      loss: { reconstructionStd: 0.5, divergenceTolerance: 0 },
      ...{ schedule, batch: 16, heldOut: { ...HELD_OUT, sequences: sequences(0.5) } },
    };
    return trainVae(sequences(first), options, createRng(3), device, undefined, hooks);
  },
  M: trainM(0),
  "M with burn-in": trainM(2),
};
