/** `craik rollout`: runs episodes of a simple agent and records them. */
import { UsageError } from "../../sim/core/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { choice, integer, LARGEST_SEED, seed, text } from "../option.ts";
import { ROLLOUT_AGENTS } from "../rollout/roll-episodes.ts";
import { createStateHash } from "../rollout/state-hash.ts";
import { formatMeanAndStd } from "../table.ts";

interface Rollout {
  readonly scenario: string;
  readonly agent: string;
  readonly seed: number;
  readonly episodes: number;
  /** Control steps in all episodes. */
  readonly steps: number;
  readonly returnMean: number;
  readonly returnStd: number | null;
  /** Control steps per second of wall time, recording and starting threads included. */
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
    out: text("--out <folder>", "folder to record the episodes in; a dataset that is there grows"),
  },
  async run({ operands, options, progress, signal }): Promise<Rollout> {
    const { agent, episodes, workers } = options;
    if (options.seed + episodes - 1 > LARGEST_SEED) {
      throw new UsageError(
        `--seed must leave a seed up to ${LARGEST_SEED} for each of ${episodes} episodes, got ${options.seed}`,
      );
    }
    const { meanAndStd } = await import("../../agents/index.ts");
    const { rollInWorkers } = await import("../rollout/roll-in-workers.ts");
    const { openDatasetWriter, scenarioHash } = await import("../../sim/index.ts");
    const { loadScenario } = await import("../../scenarios/index.ts");
    const scenario = await loadScenario(operands.scenario);
    const { id, observationSpace, actionSpace } = scenario;
    const header = { scenario: id, scenarioHash: await scenarioHash(scenario), observationSpace, actionSpace };
    const writer = options.out === undefined ? undefined : await openDatasetWriter(options.out, header);

    const seeds = Array.from({ length: episodes }, (_, index) => options.seed + index);
    const hash = createStateHash();
    const returns: number[] = [];
    let steps = 0;
    const startedMs = performance.now();
    progress.start(`rollout ${id}`, episodes);
    try {
      for await (const episode of rollInWorkers({ scenario: operands.scenario, agent, seeds, workers, signal })) {
        hash.add(episode);
        await writer?.append(episode);
        returns.push(episode.rewards.reduce((sum, reward) => sum + reward, 0));
        steps += episode.steps;
        progress.update(returns.length, `return ${returns.at(-1)?.toFixed(1)}`);
      }
    } finally {
      await writer?.close();
    }
    progress.finish();
    const seconds = (performance.now() - startedMs) / 1000;
    const { mean, std } = meanAndStd(returns);
    return {
      scenario: id,
      agent,
      seed: options.seed,
      episodes,
      steps,
      returnMean: mean,
      returnStd: std,
      stepsPerSecond: steps / seconds,
      stateHash: hash.digest(),
      dataset: options.out ?? null,
    };
  },
  print: (result) =>
    [
      `${result.scenario}, ${result.agent}: return ${formatMeanAndStd(result.returnMean, result.returnStd)}`,
      `${result.episodes} episodes, ${result.steps} steps, ${Math.round(result.stepsPerSecond)} steps/s`,
      `state hash ${result.stateHash}`,
      ...(result.dataset === null ? [] : [`recorded in ${result.dataset}`]),
    ].join("\n"),
});
