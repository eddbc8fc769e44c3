/** How C evolves. */
import type { ControllerInputs } from "../../worldmodel/index.ts";
import type { EvolutionPlace, SearchKind } from "./run-words.ts";

export interface ControllerSettings {
  /** What C reads of M's belief. */
  readonly inputs: ControllerInputs;
  /** Where candidates are scored. */
  readonly evolveIn: EvolutionPlace;
  /** What CMA-ES learns of the parameters. */
  readonly search: SearchKind;
  /** Times, at most, that a search with nothing more to find begins again with twice the population (IPOP). */
  readonly restarts: number;
  readonly population: number;
  /** Dreams or episodes in which each candidate is scored. */
  readonly rollouts: number;
  readonly generations: number;
  /** Generations before each round that C gathers itself. */
  readonly roundGenerations: number;
  /** τ of the dreams. */
  readonly temperature: number;
  readonly initialStepSize: number;
  /** Generations between two checks in the true scenario, and the episodes of each, where dreams are checked. */
  readonly checks: { readonly every: number; readonly episodes: number };
}
