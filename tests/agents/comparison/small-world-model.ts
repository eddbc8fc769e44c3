/** A world model of two observed elements and one action whose parameters are drawn, not trained. */
import { createRng } from "../../../sim/index.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import {
  buildWorldModel,
  initialParameters,
  type WorldModel,
  type WorldModelConfig,
} from "../../../worldmodel/index.ts";
import { dynamicsGraph } from "../../../worldmodel/models/imagine.ts";
import { actionSpace, createDoubleIntegrator } from "../planning/double-integrator.ts";

const CONFIG: WorldModelConfig = {
  scenario: "double-integrator",
  scenarioHash: "none",
  observationSpace: createDoubleIntegrator().observationSpace,
  actionSpace,
  modality: "state",
  controlStepSecs: 0.05,
  actionRepeat: 2,
  maxSteps: 60,
  vae: { kind: "perceptron", observations: 2, latents: 3, hidden: [4] },
  rnn: {
    latents: 3,
    actions: 1,
    hidden: 5,
    mixtures: 2,
    residual: true,
    headUnits: 4,
    reward: true,
    termination: true,
  },
  ensemble: 1,
  normalisation: { mean: [0, 0], std: [1, 1] },
  rewardScale: 1,
};

export function smallWorldModel(seed: number, change: Partial<WorldModelConfig> = {}): WorldModel {
  const rng = createRng(seed);
  const config = { ...CONFIG, ...change };
  const { vae } = buildWorldModel(config);
  const decoded = vae.decode(vae.encode(input("observation", [1, config.vae.observations])).mu);
  const memory = initialParameters(Object.values(dynamicsGraph(config)), rng);
  return { config, weights: new Map([...initialParameters([decoded], rng), ...memory]) };
}
