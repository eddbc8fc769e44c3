/**
 * Trains V in a process that may take `little` MiB more than it has: with a batch that does not fit, then again from the checkpoint
 * that was left where it did not. Prints what happened as JSON.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRng } from "../../../sim/core/index.ts";
import { decodeTrainerState, encodeTrainerState } from "../../../worldmodel/checkpoint/training-checkpoint.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import type { TrainingHooks } from "../../../worldmodel/training/run-training.ts";
import { trainVae } from "../../../worldmodel/training/train-vae.ts";
import { sequenceInMemory } from "./sequence-in-memory.ts";

export interface LittleMemory {
  /** Each fall: the batch that did not fit, and the one that follows. */
  readonly falls: readonly (readonly [number, number])[];
  /** Batch of each update, where it was reported. */
  readonly batches: readonly (number | undefined)[];
  readonly checkpoint: { readonly steps: number; readonly batch: number | undefined };
  /** SHA-256 of the last state: of the training that fell, and of the one that went on from its checkpoint. */
  readonly states: readonly string[];
}

const MIB = 2 ** 20;
const [wanted, little] = [Number(process.argv[2]), Number(process.argv[3])];
const rng = createRng(5);
const observations = Float32Array.from({ length: 101 * 2 }, () => rng.normal());
const sequence = sequenceInMemory(
  { decisions: 100, terminated: false },
  { observations, actions: new Float32Array(100), rewards: new Float32Array(100) },
);
const train = (batch: number, start: Partial<TrainerState>, hooks: TrainingHooks): Promise<TrainerState> =>
  trainVae(
    [sequence],
    {
      model: { kind: "perceptron", observations: 2, latents: 2, hidden: [512] },
      normalisation: { mean: [0, 0], std: [1, 1] },
      loss: { reconstructionStd: 1, divergenceTolerance: 0 },
      schedule: { steps: 4, learningRate: { start: 0.01, end: 0.001 } },
      batch,
    },
    createRng(0),
    { device: "cpu", threads: 1 },
    start,
    hooks,
  );

/** The soft limit, which can be lifted again. */
function limitMemory(bytes: number | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--as=${bytes}:`]);
}

function memoryTaken(): number {
  const kibibytes = /^VmSize:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kibibytes) * 1024;
}

// Two steps are behind it when memory runs out.
const early: TrainerState[] = [];
await train(16, {}, { checkpointEvery: 2, onCheckpoint: async (state) => void early.push(state) });

limitMemory(memoryTaken() + little * MIB);
const falls: (readonly [number, number])[] = [];
const batches: (number | undefined)[] = [];
const stored: Uint8Array[] = [];
const fallen = await train(wanted, early[0] ?? {}, {
  onSmallerBatch: (batch, smaller) => void falls.push([batch, smaller]),
  onStep: (_step, metrics) => void batches.push(metrics["batch"]),
  onCheckpoint: async (state) => void stored.push(encodeTrainerState(state)),
});
// Where there is room for all of it, the batch that the checkpoint names is kept.
limitMemory("unlimited");
const last = decodeTrainerState(stored.at(-1) as Uint8Array, "checkpoint");
const resumed = await train(wanted, last, {});
const report: LittleMemory = {
  falls,
  batches,
  checkpoint: { steps: last.steps, batch: last.batch },
  states: [fallen, resumed].map((state) => createHash("sha256").update(encodeTrainerState(state)).digest("hex")),
};
process.stdout.write(JSON.stringify(report));
