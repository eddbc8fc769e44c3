/** A world model of four observed elements and two actions whose parameters are drawn, not trained. */
import { type BoxSpace, createRng } from "../../../sim/core/index.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { dynamicsGraph, encodeGraph } from "../../../worldmodel/models/imagine.ts";
import type { RnnOptions } from "../../../worldmodel/models/mdn-rnn.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { TrainedRange } from "../../../worldmodel/models/trained-range.ts";
import { buildWorldModel, type WorldModel, type WorldModelConfig } from "../../../worldmodel/models/world-model.ts";

export interface Variant extends Pick<RnnOptions, "residual" | "joint"> {
  readonly headUnits: number;
  /** Members of M; 1 unless given. */
  readonly ensemble?: number;
  /** What M was trained on; anything unless given. */
  readonly range?: TrainedRange;
}

export const VARIANTS: readonly Variant[] = [
  { residual: false, headUnits: 0 },
  { residual: true, headUnits: 6 },
  { residual: "gated", headUnits: 6 },
  { residual: true, joint: true, headUnits: 0 },
  { residual: "gated", joint: true, headUnits: 6 },
];

/** Trained on so little that a dream of a few decisions meets its ends. */
export const NARROW: Variant = {
  residual: true,
  headUnits: 6,
  range: { z: { low: [-0.5, -0.4, -0.3], high: [0.4, 0.5, 0.6] }, reward: { low: -0.5, high: 0.5 } },
};

export function randomWorldModel(seed: number, { ensemble = 1, ...variant }: Variant): WorldModel {
  const [observations, latents, actions] = [4, 3, 2];
  const config: WorldModelConfig = {
    scenario: "drawn",
    scenarioHash: "none",
    observationSpace: { state: box(observations, Number.POSITIVE_INFINITY) },
    actionSpace: box(actions, 1),
    modality: "state",
    controlStepSecs: 0.05,
    actionRepeat: 2,
    maxSteps: 60,
    vae: { kind: "perceptron", observations, latents, hidden: [7] },
    rnn: { latents, actions, hidden: 5, mixtures: 3, reward: true, termination: true, ...variant },
    ensemble,
    normalisation: { mean: [0.5, -1, 0, 2], std: [1, 2, 0.5, 3] },
    rewardScale: 2.5,
  };
  const rng = createRng(seed);
  const decoded = buildWorldModel(config).vae.decode(input("z", [1, latents]));
  const weights = new Map([
    ...initialParameters(Object.values(encodeGraph(config)), rng),
    ...initialParameters([decoded], rng),
    ...initialParameters(Object.values(dynamicsGraph(config)), rng),
  ]);
  return { config, weights };
}

function box(size: number, side: number): BoxSpace {
  return {
    kind: "box",
    dtype: "float32",
    shape: [size],
    low: new Array<number>(size).fill(-side),
    high: new Array<number>(size).fill(side),
    names: Array.from({ length: size }, (_, index) => `element ${index}`),
    units: new Array<string>(size).fill("1"),
  };
}
