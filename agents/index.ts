/** Public names of `craik/agents`. */

export { constantVelocity, lastValue, meanPredictor, physicsReplay } from "./comparison/baselines.ts";
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
export type { Interval } from "./evaluation/bootstrap.ts";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type TimedAgent,
  timedAgent,
} from "./evaluation/evaluate.ts";
export { type EpisodeOutcome, type RunEpisodeOptions, runEpisode } from "./evaluation/run-episode.ts";
export {
  interquartileMean,
  type MeanAndStd,
  type MeanDifference,
  meanAndStd,
  pairedDifference,
  type ReturnStatistics,
  returnStatistics,
} from "./evaluation/statistics.ts";
export { askCmaEs, type CmaEs, type CmaEsOptions, createCmaEs, tellCmaEs } from "./evolution/cma-es.ts";
export { type CmaEsParameters, cmaEsParameters } from "./evolution/cma-es-parameters.ts";
export { type CmaEsRecord, restoreCmaEs, saveCmaEs } from "./evolution/cma-es-record.ts";
export type { CovarianceKind } from "./evolution/covariance.ts";
export { askIpop, bestMean, createIpop, type Ipop, type IpopOptions, tellIpop } from "./evolution/ipop.ts";
export { type IpopRecord, restoreIpop, saveIpop } from "./evolution/ipop-record.ts";
export type { StopReason } from "./evolution/stop-criteria.ts";
export type { ExplorationOptions } from "./exploration/action-noise.ts";
export { type BrownianAgentOptions, createBrownianAgent } from "./exploration/brownian-agent.ts";
export { type ColouredAgentOptions, createColouredAgent } from "./exploration/coloured-agent.ts";
export { createRandomAgent, type RandomAgentOptions } from "./exploration/random-agent.ts";
export { createMctsAgent, lastSearchOf, type MctsAgent } from "./mcts/mcts-agent.ts";
export { MCTS_DEFAULTS, type MctsOptions, mctsOptions } from "./mcts/mcts-options.ts";
export { type MctsInput, type MctsPlan, planMcts } from "./mcts/search.ts";
export type { SearchStatistics } from "./mcts/search-statistics.ts";
export type { SearchTree } from "./mcts/search-tree.ts";
export { subtreeOf } from "./mcts/subtree.ts";
export { exportPlanner } from "./planner-graph/export-planner.ts";
export { openPlannerGraph, type PlannerGraph, plannerModel } from "./planner-graph/open-planner-graph.ts";
export { NO_ELITE, plannerGraph } from "./planner-graph/planner-graph.ts";
export { planCem } from "./planning/cem.ts";
export { CEM_DEFAULTS, type CemOptions, cemOptions } from "./planning/cem-options.ts";
export { planIcem } from "./planning/icem.ts";
export { ICEM_DEFAULTS, type IcemOptions, icemOptions } from "./planning/icem-options.ts";
export { planMppi } from "./planning/mppi.ts";
export { MPPI_DEFAULTS, type MppiOptions, mppiOptions } from "./planning/mppi-options.ts";
export type { Plan, PlanInput } from "./planning/plan.ts";
export { createPlanWorkspace, type PlanWorkspace, type WorkspaceOptions } from "./planning/plan-workspace.ts";
export {
  createPlanner,
  type Planner,
  type PlannerName,
  type PlannerOptions,
  planWith,
} from "./planning/planner.ts";
export { PLANNER_PRESETS, type PlannerPresetName } from "./planning/planner-presets.ts";
export { createPlanningAgent, type PlanningAgent } from "./planning/planning-agent.ts";
export { SCORING_DEFAULTS, type ScoringOptions } from "./planning/score-candidates.ts";
export type { SearchOptions } from "./planning/search-options.ts";
export type { WarmStart } from "./planning/warm-start.ts";
export { type ActorAgentInput, createActorAgent } from "./policies/actor.ts";
export {
  type ControllerAgentInput,
  controllerActionInto,
  controllerParameterCount,
  createControllerAgent,
} from "./policies/controller.ts";
