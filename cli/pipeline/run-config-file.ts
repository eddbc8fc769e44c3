/** A run's `config.json`, checked field by field. */
import * as v from "valibot";
import { SpecError } from "../../sim/index.ts";
import { CONTROLLER_INPUTS } from "../../worldmodel/index.ts";
import { requireSoundSettings } from "./require-sound-settings.ts";
import type { RunConfig } from "./run-config.ts";
import { EVOLUTION_PLACES, GATHERERS, MODALITIES, PRESET_NAMES, SEARCH_KINDS } from "./run-words.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const learningRate = v.strictObject({
  start: positive,
  end: v.exactOptional(positive),
  shape: v.exactOptional(v.picklist(["cosine", "linear", "exponential"])),
  warmUp: v.exactOptional(whole),
});
const schedule = v.strictObject({ steps: count, learningRate });
/** Averages and decays of moving means lie in (0, 1). */
const beta = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
const optimiser = v.strictObject({
  rule: v.picklist(["adam", "adamw"]),
  beta1: beta,
  beta2: beta,
  epsilon: positive,
  weightDecay: v.pipe(v.number(), v.minValue(0)),
  clipNorm: v.nullable(positive),
  clipValue: v.nullable(positive),
  averaging: v.nullable(beta),
});
const heldOut = v.strictObject({ every: count, batches: count, patience: v.nullable(count) });
const search = {
  candidates: count,
  horizon: count,
  iterations: count,
  elites: count,
  discount: positive,
  bootstrap: v.picklist(["none", "reward", "value"]),
  rewardTail: count,
  caution: v.number(),
};
const planners = v.strictObject({
  cem: v.strictObject({
    ...search,
    smoothing: v.number(),
    initialStd: positive,
    minStd: v.number(),
    warmStart: v.boolean(),
    choose: v.picklist(["mean", "best"]),
  }),
  icem: v.strictObject({
    ...search,
    decay: positive,
    smoothing: v.number(),
    initialStd: positive,
    minStd: v.number(),
    keepElites: v.number(),
    noiseBeta: v.number(),
  }),
  mppi: v.strictObject({
    ...search,
    policyTrajectories: whole,
    temperature: v.number(),
    minStd: v.number(),
    maxStd: positive,
    momentum: v.number(),
    choose: v.picklist(["sampled", "mean"]),
  }),
});
const mcts = v.strictObject({
  simulations: count,
  leafBatch: count,
  horizon: count,
  decisionsPerAction: count,
  discount: positive,
  root: v.picklist(["puct", "gumbel"]),
  backup: v.picklist(["mean", "max"]),
  puctInit: v.number(),
  puctBase: positive,
  rootNoiseAlpha: positive,
  rootNoiseFraction: v.number(),
  consideredActions: count,
  gumbelScale: v.number(),
  visitOffset: v.number(),
  valueScale: v.number(),
  actions: v.picklist(["sampled", "discrete"]),
  sampledActions: count,
  wideningFactor: positive,
  wideningExponent: v.number(),
  bins: count,
  proposalStd: positive,
  proposalScales: count,
  noiseBeta: v.number(),
  leafValue: v.picklist(["rollout", "value", "zero"]),
  continuation: v.picklist(["plan", "zero", "repeat"]),
  reuseTree: v.boolean(),
});

const settings = v.strictObject({
  actionRepeat: count,
  collection: v.strictObject({
    explorationEpisodes: count,
    heldOutEpisodes: count,
    rounds: whole,
    episodesPerRound: count,
    gatherer: v.picklist(GATHERERS),
    actionNoise: v.number(),
  }),
  vae: v.variant("kind", [
    v.strictObject({ kind: v.literal("standardised"), posteriorStd: positive }),
    v.strictObject({
      kind: v.literal("learned"),
      latents: count,
      networks: v.variant("kind", [
        v.strictObject({ kind: v.literal("perceptron"), hidden: v.array(count) }),
        v.strictObject({ kind: v.literal("convolutional"), channels: v.tuple([count, count, count, count]) }),
      ]),
      reconstructionStd: positive,
      divergenceTolerance: v.number(),
      batch: count,
      optimiser,
      first: schedule,
      further: schedule,
      heldOut,
    }),
  ]),
  rnn: v.strictObject({
    hidden: count,
    mixtures: count,
    joint: v.optional(v.boolean(), false),
    residual: v.union([v.boolean(), v.literal("gated")]),
    headUnits: whole,
    ensemble: count,
    batch: count,
    steps: count,
    burnIn: whole,
    optimiser,
    lossWeights: v.strictObject({ reward: v.number(), termination: v.number() }),
    first: schedule,
    further: schedule,
    heldOut,
  }),
  planners,
  oraclePlanners: planners,
  mcts,
  actor: v.strictObject({
    inputs: v.picklist(CONTROLLER_INPUTS),
    hidden: v.array(count),
    batch: count,
    horizon: count,
    discount: beta,
    lambda: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    entropyBonus: v.pipe(v.number(), v.minValue(0)),
    optimiser,
    schedule: v.strictObject({ steps: whole, learningRate }),
    everyRound: v.boolean(),
  }),
  controller: v.strictObject({
    inputs: v.picklist(CONTROLLER_INPUTS),
    evolveIn: v.picklist(EVOLUTION_PLACES),
    search: v.picklist(SEARCH_KINDS),
    restarts: whole,
    population: count,
    rollouts: count,
    generations: count,
    roundGenerations: count,
    temperature: positive,
    initialStepSize: positive,
    checks: v.strictObject({ every: count, episodes: count }),
  }),
  checkpointEvery: count,
});

const runConfig: v.GenericSchema<unknown, RunConfig> = v.strictObject({
  version: v.literal(1),
  scenario: v.string(),
  scenarioHash: v.string(),
  seed: whole,
  preset: v.picklist(PRESET_NAMES),
  modality: v.picklist(MODALITIES),
  device: v.picklist(["cpu", "webgpu", "cuda"]),
  deviceReason: v.string(),
  threads: count,
  settings,
});

/** Reads a stored configuration. Throws a SpecError that names the file and the field. */
export function parseRunConfig(text: string, where: string): RunConfig {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new SpecError(`${where}: must be JSON, and it is not (truncated or altered)`, { cause });
  }
  const result = v.safeParse(runConfig, data);
  if (result.success) {
    requireSoundSettings(result.output.settings, where);
    return result.output;
  }
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "the whole";
  throw new SpecError(`${where}: ${field}: expected ${issue.expected ?? "a valid value"}, got ${issue.received}`);
}
