/** How many physics steps a scenario makes in a second: on one core, over threads, and in MuJoCo, all in turn in one run. */
import { scenarioEnvs } from "../../scenarios/index.ts";
import { median } from "../../sim/core/index.ts";
import { createEnv, createRng, createWorkerVectorEnv, type Scenario } from "../../sim/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { benchMemory, type MemoryFigures } from "./memory-bench.ts";
import { MujocoPeer } from "./mujoco-peer.ts";
import { benchRollouts, type RolloutFigures } from "./rollout-bench.ts";

/** All rates are physics steps in a second, Craik's `stepsInControlStep` for each control step; MuJoCo's are counted alike, so that ratios are of control steps. */
export interface SimFigures extends RolloutFigures, MemoryFigures {
  readonly scenario: string;
  /** One environment, random actions, with observation and reward of every control step, and resets. */
  readonly stepsPerSecondPerCore: number;
  /** Threads of `stepsPerSecond` and `vectorStepsPerSecond`. */
  readonly workers: number;
  /** A vector environment over the threads, which wait for each other after every control step; observations handed over. */
  readonly vectorStepsPerSecond: number;
  readonly vectorEnvs: number;
  /** By the rate of a vector environment with one thread, and as many environments in it as here in each. */
  readonly vectorSpeedup: number;
  readonly stepsInControlStep: number;
  /**
   * MuJoCo's official wasm stepping the same robot with the same actions and resets, nothing read: by the integrator that Craik's
   * steps are equal to (Euler; RK4 where nothing touches). `null` where MuJoCo is not installed or its format cannot say the scenario.
   */
  readonly mujocoStepsPerSecond: number | null;
  /** Craik's rate on one core by it. */
  readonly mujocoRatio: number | null;
  /** The same by Runge-Kutta of fourth order, Gymnasium's choice for Ant. */
  readonly mujocoRk4StepsPerSecond: number | null;
  readonly mujocoRk4Ratio: number | null;
}

export interface SimBenchOptions {
  /** Id or path. */
  readonly scenario: string;
  readonly workers: number;
  /** Timed runs of each, of which the medians count. */
  readonly runs: number;
  /** Control steps over which memory is watched; 200,000 unless given. */
  readonly memorySteps?: number;
  /** Time in seconds. */
  readonly clock: () => number;
  /** What cannot be measured, and why. */
  readonly note: (text: string) => void;
}

const RUN_SECS = 0.25;
const WARM_UP_ROUNDS = 3;
/** Actions that are drawn before, and used in turn. */
const ACTIONS = 4096;
/** Environments of a thread. */
const ENVS_PER_WORKER = 64;
/** Rollouts take seconds each. */
const MOST_ROLLOUTS = 5;

export async function benchSim({
  scenario: name,
  workers,
  runs,
  memorySteps,
  clock,
  note,
}: SimBenchOptions): Promise<SimFigures> {
  const scenario = await loadWatched(name);
  const actions = drawActions(scenario);
  const own = await createRunner(scenario, actions, clock);
  const single = await createThreadRunner(scenario, name, { workers: 1, actions, clock });
  const many = await createThreadRunner(scenario, name, { workers, actions, clock });
  const peers = await MujocoPeer.create(scenario, note);
  const rates = { own: [] as number[], single: [] as number[], many: [] as number[] };
  const theirs = { same: [] as number[], rk4: [] as number[] };
  // The first rounds are the compilers' turn, each thread's own.
  for (let round = -Math.min(runs, WARM_UP_ROUNDS); round < runs; round++) {
    const kept = Math.max(round, 0);
    const { rate, episodes } = own.run();
    rates.own[kept] = rate;
    if (peers) {
      theirs.same[kept] = peers.rate("same", { actions, episodes, runSecs: RUN_SECS, clock });
      theirs.rk4[kept] = peers.rate("RK4", { actions, episodes, runSecs: RUN_SECS, clock });
    }
    rates.single[kept] = await single.rate();
    rates.many[kept] = await many.rate();
  }
  own.close();
  await single.close();
  await many.close();
  peers?.free();
  const memory = await benchMemory(scenario, memorySteps);
  const rollouts = await benchRollouts(scenario, { name, workers, runs: Math.min(runs, MOST_ROLLOUTS), clock });
  const ratio = (a: readonly number[], b: readonly number[]): number =>
    median(a.map((value, i) => value / (b[i] ?? 1)));
  return {
    scenario: scenario.id,
    stepsPerSecondPerCore: median(rates.own),
    ...rollouts,
    ...memory,
    workers,
    vectorStepsPerSecond: median(rates.many),
    vectorEnvs: workers * ENVS_PER_WORKER,
    vectorSpeedup: ratio(rates.many, rates.single),
    stepsInControlStep: scenario.substeps,
    mujocoStepsPerSecond: peers && median(theirs.same),
    mujocoRatio: peers && ratio(rates.own, theirs.same),
    mujocoRk4StepsPerSecond: peers && median(theirs.rk4),
    mujocoRk4Ratio: peers && ratio(rates.own, theirs.rk4),
  };
}

function drawActions({ actuators }: Scenario): readonly Float32Array[] {
  const rng = createRng(0).split("bench actions");
  return Array.from({ length: ACTIONS }, () => Float32Array.from(actuators, () => 2 * rng.uniform() - 1));
}

interface Runner {
  run(): Run;
  close(): void;
}

interface Run {
  readonly rate: number;
  /** Control steps of each episode, the unfinished last one too. */
  readonly episodes: readonly number[];
}

async function createRunner(
  scenario: Scenario,
  actions: readonly Float32Array[],
  clock: () => number,
): Promise<Runner> {
  const env = await createEnv(scenario);
  const run = (): Run => {
    env.reset({ seed: 1 });
    const episodes: number[] = [];
    const start = clock();
    let steps = 0;
    let length = 0;
    while (clock() - start < RUN_SECS) {
      for (let k = 0; k < 20; k++) {
        const { terminated, truncated } = env.step(actions[steps++ % ACTIONS] as Float32Array);
        length++;
        if (!terminated && !truncated) continue;
        env.reset();
        episodes.push(length);
        length = 0;
      }
    }
    const rate = (steps * scenario.substeps) / (clock() - start);
    return { rate, episodes: [...episodes, length] };
  };
  return { run, close: () => env.close() };
}

interface ThreadRunner {
  rate(): Promise<number>;
  close(): Promise<void>;
}

async function createThreadRunner(
  { actuators, substeps }: Scenario,
  name: string,
  { workers, actions, clock }: { workers: number; actions: readonly Float32Array[]; clock: () => number },
): Promise<ThreadRunner> {
  const numEnvs = workers * ENVS_PER_WORKER;
  const envs = await createWorkerVectorEnv(scenarioEnvs(name), { numEnvs, workers, autoresetMode: "same-step" });
  await envs.reset({ seed: 1 });
  const batches = Array.from({ length: 64 }, (_, b) =>
    Float32Array.from({ length: numEnvs * actuators.length }, (_value, i) => {
      const env = Math.floor(i / actuators.length);
      return actions[(b * numEnvs + env) % ACTIONS]?.[i % actuators.length] ?? 0;
    }),
  );
  return {
    async rate() {
      const start = clock();
      let steps = 0;
      while (clock() - start < RUN_SECS) await envs.step(batches[steps++ % batches.length] as Float32Array);
      return (steps * numEnvs * substeps) / (clock() - start);
    },
    close: () => envs.close(),
  };
}
