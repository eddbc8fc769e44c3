/** Evolves controllers in a run's dream at several temperatures, and scores each there and in the true scenario (Ha & Schmidhuber 2018, table 2). */
import { createHash } from "node:crypto";
import { pairedDifference, returnStatistics } from "../../agents/index.ts";
import { type Controller, loadTrainedModel } from "../../worldmodel/index.ts";
import { publishedScores } from "../leaderboard/published-scores.ts";
import type { Casting } from "../pipeline/casting.ts";
import { episodeSeed } from "../pipeline/context.ts";
import { searchBudget, searchInputs } from "../pipeline/controls.ts";
import { requireSameScenario } from "../pipeline/require-same-scenario.ts";
import { openRun } from "../pipeline/run-folder.ts";
import { score } from "../pipeline/score.ts";
import { fileScores, modelHash, runScores, type Score, type ScoreStore } from "../pipeline/score-store.ts";
import type { Progress } from "../progress.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { openDreamSearch } from "./dream-search.ts";
import { publishedSweep } from "./published-sweep.ts";
import {
  type Reference,
  SWEEP_FOLDER,
  type SweepReport,
  type SweptReturns,
  type SweptTemperature,
} from "./sweep-report.ts";

export interface SweepOptions {
  /** Ascending. */
  readonly temperatures: readonly number[];
  /** Controllers of each temperature. */
  readonly repetitions: number;
  /** Of each controller, in each world. */
  readonly episodes: number;
  readonly seed: number;
  /** Threads that play episodes at the same time. */
  readonly workers: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const SWEPT: Casting = { agent: "controller", dynamics: "learned" };
const REFERENCES: readonly Casting[] = [
  { agent: "random", dynamics: "true" },
  { agent: "controller", dynamics: "untrained" },
  { agent: "controller", dynamics: "z-only" },
];

/** Goes on from what an earlier sweep stored. A UsageError where there is no finished run, a SpecError where a file was altered. */
export async function sweepRun(path: string, options: SweepOptions): Promise<SweepReport> {
  const { temperatures, repetitions, episodes, seed, workers, progress, signal } = options;
  const { folder, config } = await openRun(path);
  const scenario = await loadWatched(config.scenario);
  await requireSameScenario(config.scenarioHash, scenario, path);
  const { model, card } = await loadTrainedModel(folder.path);
  const modelId = modelHash({ card });
  const search = await openDreamSearch({ folder, config, scenario, model, modelId, progress, signal });

  const seeds = Array.from({ length: episodes }, (_, index) => episodeSeed(seed, "evaluation", index));
  const play = async (
    label: string,
    castings: readonly Casting[],
    how: { readonly store: ScoreStore; readonly controller?: Controller; readonly dream?: number },
  ): Promise<readonly Score[]> => {
    progress.start(label, castings.length * episodes);
    const scores = await score({
      ...how,
      ...{ scenario: config.scenario, run: folder, castings, seeds, workers, film: false, signal },
      onMessage: () => undefined,
      onScore: (known, total) => progress.update(known.length, `episode ${known.length} of ${total}`),
    });
    progress.finish();
    return scores;
  };

  const rows: SweptTemperature[] = [];
  for (const temperature of temperatures) {
    const returns: { dream: number[]; true: number[] } = { dream: [], true: [] };
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const controller = await search(temperature, repetition);
      // Another controller's scores, as after a change of the budget, lie in a file of their own.
      const name = `${modelId.slice(0, 8)}-${controllerHash(controller)}`;
      for (const world of ["dream", "true"] as const) {
        const dream = world === "dream" ? { dream: temperature } : {};
        const file = folder.file(SWEEP_FOLDER, "scores", `${name}-${world === "dream" ? temperature : world}.json`);
        const store = fileScores(file, { model: modelId, scenarioHash: config.scenarioHash, world, ...dream });
        const label = `play at temperature ${temperature} in the ${world === "dream" ? "dream" : "true scenario"}`;
        returns[world].push(...returnsOf(await play(label, [SWEPT], { store, controller, ...dream })));
      }
    }
    rows.push({
      temperature,
      dream: withStatistics(returns.dream),
      true: withStatistics(returns.true),
      dreamGap: pairedDifference(returns.dream, returns.true),
    });
  }

  const beside = await play("play random and controls", REFERENCES, { store: runScores(folder) });
  const references = REFERENCES.map((casting, index): Reference => {
    const own = beside.slice(index * episodes, (index + 1) * episodes);
    return { ...casting, ...withStatistics(returnsOf(own)) };
  });
  const { population, rollouts } = config.settings.controller;
  return {
    format: "craik-sweep",
    version: 1,
    run: path,
    scenario: scenario.id,
    scenarioHash: config.scenarioHash,
    ...{ seed, episodes, repetitions },
    search: {
      inputs: searchInputs(config, "learned"),
      ...{ population, rollouts, generations: searchBudget(config.settings) },
    },
    temperatures: rows,
    references,
    published: { temperatures: publishedSweep(scenario.id), scores: publishedScores(scenario.id) },
  };
}

function returnsOf(scores: readonly Score[]): readonly number[] {
  return scores.map((one) => one.return);
}

function withStatistics(returns: readonly number[]): SweptReturns {
  return { ...returnStatistics(returns), returns };
}

function controllerHash({ inputs, parameters }: Controller): string {
  return createHash("sha256").update(inputs).update(parameters).digest("hex").slice(0, 12);
}
