/** How long a planner's decision takes in the learned model: LSTM 256, 5 mixtures, z 32, action 3, random weights. */
import { createRng } from "../../sim/core/index.ts";
import type { Belief } from "../learned-dynamics.ts";
import { dynamicsGraph, encodeGraph } from "../models/imagine.ts";
import { initialParameters } from "../models/parameters.ts";
import type { WorldModel, WorldModelConfig } from "../models/world-model.ts";
import type { SessionOptions } from "../runtime/session.ts";
import { medianSecs } from "./timing.ts";
import type { BenchOptions } from "./train-bench.ts";

/** What is timed. */
export interface BenchPlanner {
  /** One decision from a belief. */
  decide(belief: Belief): Promise<unknown>;
  dispose(): Promise<void>;
}

const [LATENTS, ACTIONS, HIDDEN] = [32, 3, 256];

/** Milliseconds per decision of the planner that `open` makes for the benchmark's model. */
export async function benchPlanning(
  open: (model: WorldModel, session: SessionOptions) => Promise<BenchPlanner>,
  { session, clock, runs }: BenchOptions,
): Promise<number> {
  const planner = await open(benchModel(), session);
  const belief = { z: new Float32Array(LATENTS), h: new Float32Array(HIDDEN), c: new Float32Array(HIDDEN) };
  try {
    return 1000 * (await medianSecs(() => planner.decide(belief), clock, runs));
  } finally {
    await planner.dispose();
  }
}

/** A model of the benchmark's sizes. */
export function benchModel(): WorldModel {
  const box = (size: number, side: number): WorldModelConfig["actionSpace"] => ({
    kind: "box",
    dtype: "float32",
    shape: [size],
    low: new Array<number>(size).fill(-side),
    high: new Array<number>(size).fill(side),
    names: Array.from({ length: size }, (_, index) => `element ${index}`),
    units: new Array<string>(size).fill("1"),
  });
  const config: WorldModelConfig = {
    scenario: "bench",
    scenarioHash: "bench",
    observationSpace: { state: box(LATENTS, Number.POSITIVE_INFINITY) },
    actionSpace: box(ACTIONS, 1),
    modality: "state",
    controlStepSecs: 0.01,
    actionRepeat: 1,
    maxSteps: 1000,
    vae: { kind: "perceptron", observations: LATENTS, latents: LATENTS, hidden: [128] },
    rnn: {
      latents: LATENTS,
      actions: ACTIONS,
      hidden: HIDDEN,
      mixtures: 5,
      residual: false,
      headUnits: 0,
      reward: true,
      termination: true,
    },
    ensemble: 1,
    normalisation: { mean: new Array<number>(LATENTS).fill(0), std: new Array<number>(LATENTS).fill(1) },
    rewardScale: 1,
  };
  const outputs = [...Object.values(encodeGraph(config)), ...Object.values(dynamicsGraph(config))];
  return { config, weights: initialParameters(outputs, createRng(0)) };
}
