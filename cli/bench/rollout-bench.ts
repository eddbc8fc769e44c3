/** How fast `craik rollout` gathers experience, over threads and with one: agent, recording and handing over included. */
import { median } from "../../sim/core/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { rollInWorkers } from "../rollout/roll-in-workers.ts";

export interface RolloutFigures {
  /** Physics steps in a second, of `workers` threads together. */
  readonly stepsPerSecond: number;
  /** By the rate of one worker, in a thread of its own as well. */
  readonly workersSpeedup: number;
}

export interface RolloutBenchOptions {
  /** Id or path. */
  readonly name: string;
  readonly workers: number;
  /** Timed rollouts with each number of workers, of which the medians count. */
  readonly runs: number;
  /** Time in seconds. */
  readonly clock: () => number;
}

/** Threads start and compile meanwhile. */
const WARM_UP_SECS = 1.5;
const TIMED_SECS = 2;

export async function benchRollouts(
  { substeps }: Pick<Scenario, "substeps">,
  { name, workers, runs, clock }: RolloutBenchOptions,
): Promise<RolloutFigures> {
  const one: number[] = [];
  const many: number[] = [];
  for (let run = 0; run < runs; run++) {
    one.push(substeps * (await controlStepsPerSecond(name, 1, clock)));
    many.push(substeps * (await controlStepsPerSecond(name, workers, clock)));
  }
  return { stepsPerSecond: median(many), workersSpeedup: median(many.map((rate, run) => rate / (one[run] ?? 1))) };
}

async function controlStepsPerSecond(scenario: string, workers: number, clock: () => number): Promise<number> {
  const episodes = rollInWorkers({
    scenario,
    exploration: { agent: "random", beta: undefined },
    observe: ["state"],
    options: {},
    seeds: Array.from({ length: 1_000_000 }, (_, seed) => seed),
    workers,
    threadForOne: true,
  });
  const from = clock() + WARM_UP_SECS;
  let [start, steps] = [0, 0];
  for await (const episode of episodes) {
    const now = clock();
    if (start === 0) {
      if (now >= from) start = now;
      continue;
    }
    steps += episode.steps;
    if (now - start >= TIMED_SECS) return steps / (now - start);
  }
  throw new RangeError(
    `bench: ${scenario} must take longer than ${WARM_UP_SECS + TIMED_SECS} s for a million episodes`,
  );
}
