/** Batches of M, and a training that stops and goes on. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { encodeGraph } from "../../../worldmodel/models/imagine.ts";
import { encodeSequences } from "../../../worldmodel/training/encode-sequences.ts";
import { rnnBatches } from "../../../worldmodel/training/rnn-batches.ts";
import type { TrainingHooks } from "../../../worldmodel/training/run-training.ts";
import type { LatentSequence } from "../../../worldmodel/training/sequence.ts";
import { type RnnTrainingOptions, trainRnn } from "../../../worldmodel/training/train-rnn.ts";
import { expectClose } from "../support/expect-close.ts";
import { openGraph } from "../support/open-graph.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const [BATCH, STEPS] = [64, 3];
const model = randomWorldModel(1, { residual: true, headUnits: 6 });

/** Episode e at decision d has mu = action = reward = 100 e + d (mu and actions in every column). */
function sequence(episode: number, decisions: number, terminated: boolean, std: number): LatentSequence {
  const numbers = Array.from({ length: decisions + 1 }, (_, decision) => 100 * episode + decision);
  const columns = {
    observations: new Float32Array((decisions + 1) * 4),
    actions: Float32Array.from(numbers.slice(0, decisions).flatMap((number) => [number, number])),
    rewards: Float32Array.from(numbers.slice(0, decisions)),
    posterior: Float32Array.from(numbers.flatMap((number) => [number, number, number, std, std, std])),
  };
  return sequenceInMemory({ decisions, terminated }, columns);
}

const size = { batch: BATCH, steps: STEPS, burnIn: 0 };
const options = { model: model.config.rnn, name: "rnn", size, rewardScale: 2 };
/** By episode: 5 decisions that terminate, 2 that do not (too few), 4 that do not. */
const sequences = (std: number): LatentSequence[] => [
  sequence(1, 5, true, std),
  sequence(2, 2, false, std),
  sequence(3, 4, false, std),
];

describe("rnnBatches", () => {
  it("cuts windows, step by step, that leave an episode only where it ended, and stay there", () => {
    const batch = rnnBatches(sequences(0), options, createRng(4))(0);
    const starts = new Set<number>();
    for (let b = 0; b < BATCH; b++) {
      const first = batch["z"]![b * 3]!;
      starts.add(first);
      for (let t = 0; t < STEPS; t++) {
        const row = t * BATCH + b;
        const decision = first + t;
        const [ends, last] = first < 200 ? [true, 105] : [false, 304];
        const [now, next] = [Math.min(decision, last), Math.min(decision + 1, last)];
        const taken = decision < last ? decision : 0;
        expect([...batch["z"]!.subarray(3 * row, 3 * row + 3)]).toEqual([now, now, now]);
        expect([...batch["nextZ"]!.subarray(3 * row, 3 * row + 3)]).toEqual([next, next, next]);
        expect([...batch["action"]!.subarray(2 * row, 2 * row + 2)]).toEqual([taken, taken]);
        expect(batch["reward"]![row]).toBe(taken / 2);
        expect(batch["terminated"]![row]).toBe(ends && next === last ? 1 : 0);
      }
    }
    // Every decision of the one that terminates, every window of three in four decisions.
    expect([...starts].toSorted()).toEqual([100, 101, 102, 103, 104, 300, 301]);
  });

  it("samples z anew for each batch with the posterior's deviation, and nextZ as the same sample", () => {
    const batchAt = rnnBatches(sequences(0.25), options, createRng(4));
    const offsets: number[] = [];
    for (let step = 0; step < 40; step++) {
      const { z, nextZ } = batchAt(step);
      for (let index = 0; index < BATCH * 3; index++) offsets.push(z![index]! - Math.round(z![index]!));
      expect(nextZ!.subarray(0, (STEPS - 1) * BATCH * 3)).toEqual(z!.subarray(BATCH * 3));
    }
    const inside = offsets.filter((offset) => Math.abs(offset) < 0.25).length / offsets.length;
    // P(|x| < σ) = 0.6827, and 0.0004 more from the offsets that rounding wraps around; 7,680 draws have a deviation of 0.0053.
    expect(Math.abs(inside - 0.683)).toBeLessThan(0.022);
    expect(batchAt(1)["z"]).not.toEqual(batchAt(0)["z"]);
    expect(batchAt(1)).toEqual(batchAt(1));
  });

  it("never gives the same decision the same z twice", () => {
    const batchAt = rnnBatches(sequences(0.25), options, createRng(4));
    const seen = Array.from({ length: 20 }, (_, step) => [...batchAt(step)["z"]!])
      .flat()
      .filter((z) => Math.round(z) === 101);
    expect(seen.length).toBeGreaterThan(1000);
    // Float32 numbers about 101 lie 2⁻¹⁷ apart: of 2,000 draws from some 130,000 a few may coincide.
    expect(new Set(seen).size).toBeGreaterThan(0.98 * seen.length);
  });

  it("gives each window the decisions before it, as many as there are", () => {
    const batch = rnnBatches(sequences(0), { ...options, size: { ...size, burnIn: 2 } }, createRng(4))(0);
    const pasts = new Map<number, readonly number[]>();
    for (let b = 0; b < BATCH; b++) {
      const first = batch["z"]![b * 3]!;
      const rows = [0, 1].map((t) => t * BATCH + b);
      for (const row of rows) {
        const [z, action] = [batch["pastZ"]!, batch["pastAction"]!];
        const now = z[3 * row]!;
        expect([...z.subarray(3 * row, 3 * row + 3)]).toEqual([now, now, now]);
        expect([...action.subarray(2 * row, 2 * row + 2)]).toEqual([now, now]);
        expect(batch["past"]![row]).toBe(now === 0 ? 0 : 1);
      }
      pasts.set(
        first,
        rows.map((row) => batch["pastZ"]![3 * row]!),
      );
    }
    expect(Object.fromEntries(pasts)).toEqual({
      ...{ 100: [0, 0], 101: [0, 100], 102: [100, 101], 103: [101, 102], 104: [102, 103] },
      ...{ 300: [0, 0], 301: [0, 300] },
    });
  });

  it("refuses episodes that are all too short", () => {
    expect(() => rnnBatches([sequence(2, 2, false, 0)], options, createRng(4))).toThrow(
      "trainRnn: an episode of at least 3 decisions, or one that terminates, required, got 1 shorter ones",
    );
  });
});

describe("encodeSequences", () => {
  it("equals the encoder row by row beyond the rows of one run", async () => {
    const rng = createRng(7);
    const rows = 700;
    const observations = Float32Array.from({ length: rows * 4 }, () => rng.normal());
    const given = sequenceInMemory(
      { decisions: rows - 1, terminated: false },
      { observations, actions: new Float32Array((rows - 1) * 2), rewards: new Float32Array(rows - 1) },
    );
    const encoded: number[] = [];
    const take = (posterior: Float32Array): void => void encoded.push(...posterior);
    await encodeSequences([given], { ...model.config, weights: model.weights }, SESSION, take);
    expect(encoded.length).toBe(rows * 6);
    const encoder = await openGraph(encodeGraph(model.config), model.weights);
    for (let row = 0; row < rows; row++) {
      const { z, logVar } = await encoder.run({ observation: observations.subarray(4 * row, 4 * row + 4) });
      const part = (from: number): readonly number[] => encoded.slice(6 * row + from, 6 * row + from + 3);
      expectClose(part(0), z!, 1e-6);
      expectClose(
        part(3),
        Array.from(logVar!, (value) => Math.exp(value / 2)),
        1e-6,
      );
    }
    await encoder.dispose();
  });
});

describe("trainRnn", () => {
  const training: RnnTrainingOptions = {
    ...options,
    size: { batch: 8, steps: 3, burnIn: 2 },
    lossWeights: { reward: 1, termination: 1 },
    schedule: { steps: 40, learningRate: { start: 1e-2, end: 1e-3 } },
    optimiser: { clipValue: 1 },
  };
  const rng = createRng(2);
  const tiny: LatentSequence = sequenceInMemory(
    { decisions: 20, terminated: true },
    {
      observations: new Float32Array(21 * 4),
      posterior: Float32Array.from({ length: 21 * 6 }, (_, k) => (k % 6 < 3 ? rng.normal() : 0.1)),
      actions: Float32Array.from({ length: 20 * 2 }, () => rng.normal()),
      rewards: Float32Array.from({ length: 20 }, () => rng.uniform()),
    },
  );
  type State = Awaited<ReturnType<typeof trainRnn>>;
  const train = (start?: State, hooks: TrainingHooks = {}): Promise<State> =>
    trainRnn([tiny], training, createRng(3), SESSION, start, hooks);

  it("lowers the loss, and goes on from a checkpoint to the same bits", async () => {
    const losses: number[] = [];
    const checkpoints: State[] = [];
    const whole = await train(undefined, {
      checkpointEvery: 15,
      onStep: (_step, { loss }) => void losses.push(loss!),
      onCheckpoint: async (state) => void checkpoints.push(state),
    });
    const meanOf = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(meanOf(losses.slice(-5))).toBeLessThan(meanOf(losses.slice(0, 5)));
    expect(checkpoints.map(({ steps }) => steps)).toEqual([15, 30]);
    expect(whole.steps).toBe(40);
    for (const checkpoint of checkpoints) expect(await train(checkpoint)).toEqual(whole);
  });
});
