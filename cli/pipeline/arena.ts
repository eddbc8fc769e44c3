/** Where candidates for C are scored: in dreams, in the true scenario, or in dreams whose outcome is checked in the true scenario. */
import type { Rng } from "../../sim/index.ts";
import type { WorldModel } from "../../worldmodel/index.ts";
import { episodeSeed, type PipelineContext } from "./context.ts";
import { type ControllerDynamics, searchInputs, untrainedModel } from "./controls.ts";
import { openDreams } from "./dreams.ts";
import { openTrials } from "./trials.ts";

/** Of some candidates. */
export interface Scores {
  /** Mean return of each over its dreams or episodes. [P] */
  readonly returns: Float64Array;
  /** Control steps in the true scenario that it took. */
  readonly envSteps: number;
}

export interface Arena {
  /** Where candidates are scored: the beginning of the names of their metrics. */
  readonly place: "dream" | "true";
  /** Scores the candidates of a generation: a multiple of the population. All meet the same starts and noise. */
  score(candidates: readonly Float64Array[], generation: number, rng: Rng): Promise<Scores>;
  /** Scores one in the true scenario, always on the same episodes; absent where dreams are not checked. */
  check?(candidate: Float64Array): Promise<Scores>;
  dispose(): Promise<void>;
}

export interface ArenaOptions {
  /** Whose dreams they are, whatever the controllers read. */
  readonly model: WorldModel;
  /** What the controllers read. */
  readonly dynamics: ControllerDynamics;
  /** The first training episodes, in whose first moments the dreams begin. */
  readonly episodes: number;
}

export async function openArena(context: PipelineContext, { model, dynamics, episodes }: ArenaOptions): Promise<Arena> {
  const { config } = context;
  const { evolveIn, rollouts, checks } = config.settings.controller;
  const inputs = searchInputs(config, dynamics);
  const untrained = dynamics === "untrained" ? untrainedModel(config, model) : undefined;
  const trials = evolveIn === "dream" ? undefined : openTrials(context, { model: untrained ?? model, inputs });
  if (evolveIn === "true" && trials)
    return {
      place: "true",
      score: (candidates, generation) =>
        trials.score(candidates, seedsOf(config.seed, "evolution", generation * rollouts, rollouts)),
      dispose: trials.dispose,
    };
  const dreams = await openDreams(context, { model, follower: untrained, inputs, episodes });
  return {
    place: "dream",
    score: async (candidates, _generation, rng) => ({ returns: await dreams.score(candidates, rng), envSteps: 0 }),
    ...(trials
      ? { check: (candidate) => trials.score([candidate], seedsOf(config.seed, "check", 0, checks.episodes)) }
      : {}),
    dispose: async () => {
      await dreams.dispose();
      await trials?.dispose();
    },
  };
}

function seedsOf(seed: number, purpose: "evolution" | "check", from: number, episodes: number): readonly number[] {
  return Array.from({ length: episodes }, (_, index) => episodeSeed(seed, purpose, from + index));
}
