/** `craik rollout`: runs episodes of a simple agent and records them. */
import { type ResetOptions, UsageError } from "../../sim/core/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { choice, integer, LARGEST_SEED, seed, text } from "../option.ts";
import { ROLLOUT_AGENTS } from "../rollout/exploration.ts";
import type { RecordedEpisode } from "../rollout/recorded-rollout.ts";
import { modalities, noiseExponent, resetOption } from "../rollout/rollout-options.ts";
import { createStateHash } from "../rollout/state-hash.ts";
import { formatMeanAndStd } from "../table.ts";

interface Rollout {
  readonly scenario: string;
  readonly agent: string;
  readonly seed: number;
  /** What every reset was given. */
  readonly options: ResetOptions;
  readonly observe: readonly string[];
  readonly episodes: number;
  /** Of those, how many the dataset held already: they were read instead of run. */
  readonly kept: number;
  /** Control steps in all episodes. */
  readonly steps: number;
  readonly returnMean: number;
  readonly returnStd: number | null;
  /** Control steps that were run per second of wall time, recording and starting threads included. */
  readonly stepsPerSecond: number;
  /** SHA-256 over all observations and rewards: the same for every machine and number of workers. */
  readonly stateHash: string;
  /** Folder of the recorded episodes; null when none were asked for. */
  readonly dataset: string | null;
}

export const rollout: Command = defineCommand({
  name: "rollout",
  summary: "run episodes of a simple agent, and record them",
  operands: { scenario: required("built-in id, or path of a scenario file") },
  options: {
    agent: choice("--agent <name>", "who acts", ROLLOUT_AGENTS, "random"),
    episodes: integer("--episodes <count>", "episodes to run", { least: 1, fallback: 10 }),
    seed: seed("seed of the first episode; each later one takes the next integer"),
    workers: integer("--workers <count>", "threads to run them on", { least: 1, most: 256, fallback: 1 }),
    beta: noiseExponent,
    option: resetOption,
    observe: modalities,
    out: text(
      "--out <folder>",
      "folder to record the episodes in; a dataset that is there grows by those that it lacks, so that a stopped rollout goes on",
    ),
  },
  async run({ operands, options, progress, signal }): Promise<Rollout> {
    const { agent, beta, episodes, workers, observe, out, option: resetOptions = {} } = options;
    if (options.seed + episodes - 1 > LARGEST_SEED) {
      throw new UsageError(
        `--seed must leave a seed up to ${LARGEST_SEED} for each of ${episodes} episodes, got ${options.seed}`,
      );
    }
    if (beta !== undefined && agent !== "coloured")
      throw new UsageError(`--beta is the exponent of --agent coloured, got it with --agent ${agent}`);
    const { meanAndStd } = await import("../../agents/index.ts");
    const { rollAndRecord, rolloutWorld } = await import("../rollout/recorded-rollout.ts");
    const { rollInWorkers } = await import("../rollout/roll-in-workers.ts");
    const how = { scenario: operands.scenario, exploration: { agent, beta }, observe, options: resetOptions };
    const world = await rolloutWorld(how);
    const seeds = Array.from({ length: episodes }, (_, index) => options.seed + index);
    const rolled = { ...how, seeds, workers, signal };
    const unrecorded = async function* (): AsyncGenerator<RecordedEpisode, void> {
      for await (const episode of rollInWorkers(rolled)) yield { episode, kept: false };
    };

    const hash = createStateHash();
    const returns: number[] = [];
    let [steps, kept, keptSteps] = [0, 0, 0];
    const startedMs = performance.now();
    progress.start(`rollout ${world.scenario}`, episodes);
    for await (const recorded of out === undefined ? unrecorded() : rollAndRecord(rolled, world, out)) {
      const { episode } = recorded;
      hash.add(episode);
      returns.push(episode.rewards.reduce((sum, reward) => sum + reward, 0));
      steps += episode.steps;
      if (recorded.kept) {
        kept += 1;
        keptSteps += episode.steps;
      }
      progress.update(returns.length, `return ${returns.at(-1)?.toFixed(1)}`);
    }
    progress.finish();
    const seconds = (performance.now() - startedMs) / 1000;
    const { mean, std } = meanAndStd(returns);
    return {
      scenario: world.scenario,
      agent,
      seed: options.seed,
      options: resetOptions,
      observe,
      episodes,
      kept,
      steps,
      returnMean: mean,
      returnStd: std,
      stepsPerSecond: (steps - keptSteps) / seconds,
      stateHash: hash.digest(),
      dataset: out ?? null,
    };
  },
  print: (result) =>
    [
      `${result.scenario}, ${result.agent}: return ${formatMeanAndStd(result.returnMean, result.returnStd)}`,
      `${result.episodes} episodes, ${result.steps} steps, ${Math.round(result.stepsPerSecond)} steps/s`,
      `state hash ${result.stateHash}`,
      ...(result.dataset === null ? [] : [`recorded in ${result.dataset}${keptText(result.kept)}`]),
    ].join("\n"),
});

function keptText(kept: number): string {
  return kept === 0 ? "" : `, where ${kept} of them stood already`;
}
