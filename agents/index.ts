/** Public names of `craik/agents`. */
export type { ExplorationOptions } from "./action-noise.ts";
export { type BrownianAgentOptions, createBrownianAgent } from "./brownian-agent.ts";
export {
  type CemInput,
  type CemPlan,
  type CemWarmStart,
  type CemWorkspace,
  createCemWorkspace,
  planCem,
  shiftWarmStart,
} from "./cem.ts";
export { createCemAgent, type PlanningAgent } from "./cem-agent.ts";
export { CEM_DEFAULTS, type CemOptions, cemOptions } from "./cem-options.ts";
export { askCmaEs, type CmaEs, type CmaEsOptions, createCmaEs, tellCmaEs } from "./cma-es.ts";
export { type CmaEsParameters, cmaEsParameters } from "./cma-es-parameters.ts";
export { type CmaEsRecord, restoreCmaEs, saveCmaEs } from "./cma-es-record.ts";
export { type ColouredAgentOptions, createColouredAgent } from "./coloured-agent.ts";
export { constantVelocity, lastValue, meanPredictor, physicsReplay } from "./comparison/baselines.ts";
export type { Interval } from "./comparison/bootstrap.ts";
export {
  type Comparison,
  type ComparisonOptions,
  compareDynamics,
  type UnseenEpisode,
} from "./comparison/compare-dynamics.ts";
export type { Disagreement } from "./comparison/disagreement.ts";
export type { DreamGap } from "./comparison/dream-gap.ts";
export { modelPredictor } from "./comparison/model-predictor.ts";
export type { Prediction, Predictor } from "./comparison/predictor.ts";
export type { HorizonRow, Quantity, QuantityError, Summary, ValidPrediction } from "./comparison/summarise.ts";
export { VALIDITY_THRESHOLD } from "./comparison/valid-prediction.ts";
export {
  type ControllerAgentInput,
  controllerActionInto,
  controllerParameterCount,
  createControllerAgent,
} from "./controller.ts";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type MeanAndStd,
  meanAndStd,
  type TimedAgent,
  timedAgent,
} from "./evaluate.ts";
export { createRandomAgent, type RandomAgentOptions } from "./random-agent.ts";
export { type EpisodeOutcome, type RunEpisodeOptions, runEpisode } from "./run-episode.ts";
