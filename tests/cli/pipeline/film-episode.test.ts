import { beforeAll, describe, expect, it } from "vitest";
import { createBrownianAgent, runEpisode } from "../../../agents/index.ts";
import { filmEpisode } from "../../../cli/pipeline/film-episode.ts";
import { type Dreamer, GHOST_DECISIONS } from "../../../cli/pipeline/ghost-tracer.ts";
import type { Footage } from "../../../cli/pipeline/reporter.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, type Env, type Moment, type Scenario, type Snapshot } from "../../../sim/index.ts";
import type { Belief, Dream, WorldModelConfig } from "../../../worldmodel/index.ts";

const ACTION_REPEAT = 4;
/** 25 decisions: two whole stretches of the ghost, and one decision more. */
const STEPS = 100;
const SEED = 11;
const OBSERVATIONS = 5;
const CART = 2;
const POSE = 7;

let scenario: Scenario;
let env: Env;
let truth: readonly Float32Array[];
let width: number;

beforeAll(async () => {
  scenario = { ...(await loadScenario("cartpole-swingup")), maxSteps: STEPS };
  env = await createEnv(scenario);
  width = env.scene.bodies.length * POSE;
  const frames: Float32Array[] = [];
  await runEpisode(env, brownian(), {
    seed: SEED,
    onStep: (world) => {
      const frame = new Float32Array(width);
      world.posesInto(frame);
      frames.push(frame);
    },
  });
  truth = frames;
});

function brownian(actionRepeat = ACTION_REPEAT): ReturnType<typeof createBrownianAgent> {
  return createBrownianAgent(scenario.actionSpace, { actionRepeat });
}

async function film(model: Dreamer | undefined, agent = brownian()): Promise<readonly Footage[]> {
  const pieces: Footage[] = [];
  await filmEpisode(env, agent, {
    seed: SEED,
    scenario,
    source: "brownian",
    episode: 3,
    model,
    onFootage: (footage) => pieces.push(footage),
  });
  return pieces;
}

type Predict = (start: Snapshot, actions: Float32Array) => Promise<Float32Array>;

/** A model whose belief is the physics' own snapshot. */
function dreamer(predict: Predict): Dreamer {
  const known = new WeakMap<Belief, Snapshot>();
  const believe = async (moment: Moment): Promise<Belief> => {
    const belief = { z: new Float32Array(), h: new Float32Array(), c: new Float32Array() };
    known.set(belief, moment.snapshot());
    return belief;
  };
  const config: WorldModelConfig = {
    scenario: scenario.id,
    scenarioHash: "",
    observationSpace: scenario.observationSpace,
    actionSpace: scenario.actionSpace,
    modality: "state",
    controlStepSecs: scenario.timestepSecs,
    actionRepeat: ACTION_REPEAT,
    maxSteps: STEPS,
    vae: { kind: "perceptron", observations: OBSERVATIONS, latents: 1, hidden: [] },
    rnn: {
      latents: 1,
      actions: 1,
      hidden: 1,
      mixtures: 1,
      residual: true,
      headUnits: 0,
      reward: true,
      termination: true,
    },
    ensemble: 1,
    normalisation: { mean: [], std: [] },
    rewardScale: 1,
  };
  return {
    model: { config, weights: new Map() },
    actionRepeat: ACTION_REPEAT,
    begin: believe,
    advance: (_belief, _action, moment) => believe(moment),
    dream: async (belief, actions): Promise<Dream> => {
      const start = known.get(belief);
      if (!start) throw new Error("dreamer: the belief must be one of its own");
      const none = new Float32Array();
      return { rewards: none, terminated: none, observations: await predict(start, actions) };
    },
  };
}

describe("the film of an episode", () => {
  it("has every step's poses and rewards once, in stretches of the ghost's length", async () => {
    const pieces = await film(undefined);
    const stretch = GHOST_DECISIONS * ACTION_REPEAT;
    expect(pieces.map(({ firstStep, rewards, last }) => [firstStep, rewards.length, last])).toEqual([
      [0, stretch, false],
      [stretch, stretch, false],
      [2 * stretch, STEPS - 2 * stretch, true],
    ]);
    const poses = pieces.flatMap((piece) =>
      Array.from(piece.rewards, (_, step) => piece.poses.subarray(step * width, (step + 1) * width)),
    );
    expect(poses).toEqual(truth);
    expect(pieces[0]).toMatchObject({ source: "brownian", episode: 3 });
  });

  it("has no ghost without a model, nor for an agent that decides at another pace", async () => {
    for (const pieces of [
      await film(undefined),
      await film(
        dreamer(() => fail()),
        brownian(2),
      ),
    ])
      for (const piece of pieces) expect(piece).not.toHaveProperty("ghost");
  });
});

describe("the ghost", () => {
  it("of a perfect model lies on the truth at the end of every decision", async () => {
    const oracle = await createEnv(scenario);
    const perfect = dreamer(async (start, actions) => {
      const observations = new Float32Array(GHOST_DECISIONS * OBSERVATIONS);
      oracle.restore(start);
      for (let decision = 0; decision < GHOST_DECISIONS; decision++) {
        let result = oracle.step([actions[decision] ?? 0]);
        for (let held = 1; held < ACTION_REPEAT; held++) result = oracle.step([actions[decision] ?? 0]);
        observations.set(result.observation["state"] ?? [], decision * OBSERVATIONS);
        if (result.truncated) break;
      }
      return observations;
    });
    const pieces = await film(perfect);
    oracle.close();
    for (const { ghost, poses, rewards } of pieces) {
      expect(ghost?.length).toBe(poses.length);
      for (let step = ACTION_REPEAT - 1; step < rewards.length; step += ACTION_REPEAT) {
        const [predicted, real] = [ghost, poses].map((all) => all?.subarray(step * width, (step + 1) * width));
        // Kinematics draw ideal joints; the solver's may be off by less than a millimetre.
        expect(largestDifference(predicted, real)).toBeLessThan(1e-3);
      }
    }
  });

  it("starts anew from the truth every 12 decisions", async () => {
    // The dream: the cart jumps to 1 m with the pole upright, and stays there. Between decisions the ghost moves in a straight line.
    const jump = dreamer(async () => {
      const there = Float32Array.of(1, 1, 0, 0, 0);
      return Float32Array.from({ length: GHOST_DECISIONS * OBSERVATIONS }, (_, at) => there[at % OBSERVATIONS] ?? 0);
    });
    const pieces = await film(jump);
    expect(pieces).toHaveLength(3);
    let before = env.reset({ seed: SEED }).observation["state"]?.[0] ?? Number.NaN;
    for (const { ghost, poses, rewards } of pieces) {
      const cartAt = (step: number): number => ghost?.[step * width + CART * POSE] ?? Number.NaN;
      for (let step = 0; step < ACTION_REPEAT; step++) {
        const part = (step + 1) / ACTION_REPEAT;
        expect(cartAt(step)).toBeCloseTo(before + part * (1 - before), 4);
      }
      for (let step = ACTION_REPEAT; step < rewards.length; step++) expect(cartAt(step)).toBeCloseTo(1, 6);
      before = poses[(rewards.length - 1) * width + CART * POSE] ?? Number.NaN;
    }
  });
});

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return Number.NaN;
  // A quaternion and its negative are the same rotation.
  return Math.max(
    ...Array.from(a, (value, at) =>
      at % POSE < 3 ? Math.abs(value - b[at]!) : Math.abs(Math.abs(value) - Math.abs(b[at]!)),
    ),
  );
}

function fail(): never {
  throw new Error("the model must not be asked");
}
