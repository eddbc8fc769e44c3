/** Training in the dreams of a world whose best policy is known: a point on a line that is moved towards 0, by 0.2 a decision at most. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { type ActorTrainingOptions, trainActor } from "../../../worldmodel/imagination/train-actor.ts";
import { LearnedDynamics } from "../../../worldmodel/learned-dynamics.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import { dynamicsGraph } from "../../../worldmodel/models/imagine.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { WorldModel } from "../../../worldmodel/models/world-model.ts";
import { weightsOf } from "../../../worldmodel/training/held-out.ts";
import type { TrainingHooks } from "../../../worldmodel/training/run-training.ts";
import { expectClose } from "../support/expect-close.ts";
import { randomWorldModel } from "../support/random-world-model.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const STEP = 0.2;

/** z' = z + 0.2 a, reward 1 − |z|: the head's four units are the positive and negative parts of z and of the action. */
function lineWorld(): WorldModel {
  const { config } = randomWorldModel(1, { residual: true, headUnits: 4 });
  const rnn = { ...config.rnn, latents: 1, actions: 1, hidden: 2, mixtures: 1, termination: false };
  const space = { ...config.actionSpace, shape: [1], low: [-1], high: [1] };
  const line = { ...config, rnn, actionSpace: space, rewardScale: 1 };
  const weights = new Map(initialParameters(Object.values(dynamicsGraph(line)), createRng(1)));
  // Rows (h, z, action) of two, one and one; columns the four units.
  weights.set("rnn.head.weight", Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0, 1, -1));
  weights.set("rnn.head.bias", new Float32Array(4));
  // Columns: mixture logit, mean, log deviation, reward.
  weights.set("rnn.heads.weight", Float32Array.of(0, 0, 0, -1, 0, 0, 0, -1, 0, STEP, 0, 0, 0, -STEP, 0, 0));
  weights.set("rnn.heads.bias", Float32Array.of(0, 0, 0, 1));
  return { config: line, weights };
}

const POLICY = { inputs: "z", hidden: [16], discount: 0.9 } as const;
const OPTIONS: ActorTrainingOptions = {
  ...{ policy: POLICY, batch: 16, horizon: 6, lambda: 0.95, entropyBonus: 1e-3 },
  schedule: { steps: 300, learningRate: { start: 1e-2, end: 1e-3 } },
  optimiser: { averaging: 0.95, clipNorm: 100 },
};

/** Episodes that are anywhere in ±1. */
const posterior = Float32Array.from({ length: 2 * 201 }, (_, at) => (at % 2 === 0 ? at / 201 - 1 : 0));
const columns = { posterior, actions: new Float32Array(200), rewards: new Float32Array(200), observations: posterior };
const SEQUENCES = [sequenceInMemory({ decisions: 200, terminated: false }, columns)];

function train(options = OPTIONS, start?: Partial<TrainerState>, hooks: TrainingHooks = {}): Promise<TrainerState> {
  return trainActor(SEQUENCES, lineWorld(), options, createRng(7), SESSION, start, hooks);
}

describe("actor and critic trained in dreams", () => {
  it("find the best policy and what it is worth", async () => {
    const returns: number[] = [];
    const state = await train(OPTIONS, undefined, { onStep: (_, { dreamReturn }) => returns.push(dreamReturn!) });
    const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    // From z uniform in ±1 the point is |z| − 0.2 t away, or there: over six decisions, ∫₀¹ Σₜ (1 − max(0, z − 0.2 t)) dz = 4.9.
    const best = 4.9;
    // Doing nothing gives 6 · ½ on average.
    expect(mean(returns.slice(0, 3))).toBeLessThan(0.8 * best);
    expect(mean(returns.slice(-20))).toBeGreaterThan(0.9 * best);

    const world = lineWorld();
    const weights = new Map([...world.weights, ...weightsOf(state)]);
    const dynamics = new LearnedDynamics({ config: { ...world.config, policy: POLICY }, weights }, SESSION);
    const at = (z: number) => ({ z: Float32Array.of(z), h: new Float32Array(2), c: new Float32Array(2) });
    expect((await dynamics.choose(at(0.8)))[0]).toBeLessThan(-0.9);
    expect((await dynamics.choose(at(-0.8)))[0]).toBeGreaterThan(0.9);
    // Where it has arrived, every decision gives 1 from there on: 1 / (1 − 0.9); the noise of its own choices costs a little.
    const { values } = await dynamics.step([at(0)], Float32Array.of(0));
    expect(values![0]).toBeGreaterThan(8.5);
    expect(values![0]).toBeLessThan(10.1);
    await dynamics.dispose();
  });

  it("go on from a checkpoint to the same bytes", async () => {
    const short = { ...OPTIONS, schedule: { ...OPTIONS.schedule, steps: 20 } };
    const checkpoints: TrainerState[] = [];
    const whole = await train(short, undefined, {
      checkpointEvery: 8,
      onCheckpoint: async (state) => void checkpoints.push(state),
    });
    expect(checkpoints.map(({ steps }) => steps)).toEqual([8, 16]);
    expect(await train(short, checkpoints[0])).toEqual(whole);
  });

  it("train nothing but themselves", async () => {
    const short = { ...OPTIONS, schedule: { ...OPTIONS.schedule, steps: 1 } };
    const { parameters } = await train(short);
    expect([...parameters.keys()].sort()).toEqual(
      ["actor", "critic"].flatMap((name) =>
        [0, 1].flatMap((layer) => [`${name}.${layer}.bias`, `${name}.${layer}.weight`]),
      ),
    );
  });

  it("measure by the same numbers in dreams as planners do", async () => {
    const world = lineWorld();
    const dynamics = new LearnedDynamics(world, SESSION);
    const start = { z: Float32Array.of(0.5), h: new Float32Array(2), c: new Float32Array(2) };
    const { rewards } = await dynamics.rollout(start, Float32Array.of(-1, -1, -1), { candidates: 1, horizon: 3 });
    expectClose(rewards, [0.5, 0.7, 0.9], 1e-6);
    await dynamics.dispose();
  });
});
