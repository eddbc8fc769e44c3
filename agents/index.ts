/** Public names of `craik/agents`. */
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
export { createCemAgent, type ExplorationOptions, type PlanningAgent } from "./cem-agent.ts";
export { CEM_DEFAULTS, type CemOptions, cemOptions } from "./cem-options.ts";
export { askCmaEs, type CmaEs, type CmaEsOptions, createCmaEs, tellCmaEs } from "./cma-es.ts";
export { type CmaEsParameters, cmaEsParameters } from "./cma-es-parameters.ts";
export { type CmaEsRecord, restoreCmaEs, saveCmaEs } from "./cma-es-record.ts";
export {
  type ControllerAgentInput,
  controllerActionInto,
  controllerParameterCount,
  createControllerAgent,
} from "./controller.ts";
export { type EvaluateOptions, type Evaluation, evaluate } from "./evaluate.ts";
export { createRandomAgent, type RandomAgentOptions } from "./random-agent.ts";
export { type EpisodeOutcome, type RunEpisodeOptions, runEpisode } from "./run-episode.ts";
